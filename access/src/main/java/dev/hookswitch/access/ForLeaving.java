package dev.hookswitch.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * This REST method only leaves a call, so it also takes a token that is revoked or has expired at most
 * {@link TokenVerifier#LEAVING} ago: leaving is always allowed.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ForLeaving {}
