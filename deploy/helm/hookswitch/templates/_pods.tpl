{{/* What all pods have in common: nobody's account, nobody's rights. */}}
{{- define "hookswitch.pod" -}}
serviceAccountName: {{ include "hookswitch.fullname" . }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.images.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  {{- include "hookswitch.podSecurity" . | nindent 2 }}
{{- end }}

{{- define "hookswitch.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "hookswitch.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Written by the JVM and by the keys that outlive a restart of the container: everything else is read-only. */}}
{{- define "hookswitch.mounts" -}}
- name: tmp
  mountPath: /tmp
- name: state
  mountPath: /var/lib/hookswitch
{{- end }}

{{- define "hookswitch.volumes" -}}
- name: tmp
  emptyDir: {sizeLimit: 64Mi}
- name: state
  emptyDir: {sizeLimit: 16Mi}
{{- end }}

{{/* A key of the platform's Secret as a variable: dict root, variable, key. */}}
{{- define "hookswitch.secret" -}}
- name: {{ .variable }}
  valueFrom:
    secretKeyRef:
      name: {{ .root.Values.secrets.platform }}
      key: {{ .key }}
{{- end }}

{{/* Of every service: dict root, component. */}}
{{- define "hookswitch.environment" -}}
- name: HTTP_HOST
  value: 0.0.0.0
- name: HTTP_PORT
  value: {{ include "hookswitch.port" . | quote }}
- name: HOOKSWITCH_INSTANCE
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: KAFKA_BOOTSTRAP_SERVERS
  value: {{ include "hookswitch.kafka" .root }}
{{- if .root.Values.redis.managed }}
{{ include "hookswitch.secret" (dict "root" .root "variable" "REDIS_PASSWORD" "key" "redis-password") }}
- name: REDIS_HOSTS
  value: redis://:$(REDIS_PASSWORD)@{{ include "hookswitch.fullname" .root }}-redis:6379
{{- else }}
- name: REDIS_HOSTS
  valueFrom:
    secretKeyRef:
      name: {{ .root.Values.redis.external.secret | required "redis.external.secret is needed while redis.managed is false" }}
      key: url
{{- end }}
{{- with .root.Values.origins }}
- name: HOOKSWITCH_ORIGINS
  value: {{ join "," . | quote }}
{{- end }}
{{- if eq .component "auth" }}
{{- $services := list "billing" "gateway" "push" "room" }}
{{- range $services }}
{{ include "hookswitch.secret" (dict "root" $.root "variable" (printf "SECRET_OF_%s" (upper .)) "key" (printf "service-%s" .)) }}
{{- end }}
- name: HOOKSWITCH_SERVICE_SECRETS
  value: {{ range $i, $service := $services }}{{ if $i }},{{ end }}{{ $service }}=$(SECRET_OF_{{ upper $service }}){{ end }}
{{ include "hookswitch.secret" (dict "root" .root "variable" "HOOKSWITCH_OPERATOR_SECRET" "key" "operator") }}
{{ include "hookswitch.secret" (dict "root" .root "variable" "HOOKSWITCH_KEY_ENCRYPTION_KEY" "key" "key-encryption-key") }}
{{- with .root.Values.trustedProxies }}
- name: HOOKSWITCH_TRUSTED_PROXIES
  value: {{ join "," . | quote }}
{{- end }}
{{- else }}
- name: AUTH_URL
  value: http://{{ include "hookswitch.fullname" .root }}-auth:{{ include "hookswitch.port" . }}
{{ include "hookswitch.secret" (dict "root" .root "variable" "HOOKSWITCH_SERVICE_SECRET" "key" (printf "service-%s" .component)) }}
{{- end }}
{{- if eq .component "gateway" }}
- name: ROOM_URL
  value: http://{{ include "hookswitch.fullname" .root }}-room:{{ include "hookswitch.port" . }}
{{- else }}
{{ include "hookswitch.database" . }}
{{- if eq (.root.Values.topics.replicas | int) 1 }}
# One broker has no copy: after a loss calls must go on, which with three brokers a person has to decide.
- name: HOOKSWITCH_AFTER_LOSS
  value: GO_ON
{{- end }}
{{- end }}
{{- if and (eq .component "room") .root.Values.turn.urls }}
- name: TURN_URLS
  value: {{ join "," .root.Values.turn.urls | quote }}
{{- with .root.Values.turn.secret }}
- name: TURN_SECRET
  valueFrom:
    secretKeyRef:
      name: {{ . }}
      key: turn
{{- end }}
{{- end }}
{{- range $key, $value := (index .root.Values .component).env }}
- name: {{ $key }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}

{{/* How a service finds its database; PostgreSQL may be starting itself, which Flyway waits for. */}}
{{- define "hookswitch.database" -}}
- name: {{ upper .component }}_DATABASE_URL
  value: {{ include "hookswitch.database.url" . | quote }}
{{- range $part := list "username" "password" }}
- name: {{ upper $.component }}_DATABASE_{{ eq $part "username" | ternary "USER" "PASSWORD" }}
  valueFrom:
    secretKeyRef:
      name: {{ include "hookswitch.database.secret" $ }}
      key: {{ $part }}
{{- end }}
- name: QUARKUS_FLYWAY_CONNECT_RETRIES
  value: "10"
- name: QUARKUS_FLYWAY_CONNECT_RETRIES_INTERVAL
  value: 2S
{{- end }}

{{/* The pod of a service: dict root, component, image. */}}
{{- define "hookswitch.servicePod" -}}
{{- $port := include "hookswitch.port" . -}}
{{- $probes := .root.Values.probes -}}
metadata:
  labels:
    {{- include "hookswitch.podLabels" . | nindent 4 }}
spec:
  {{- include "hookswitch.pod" .root | nindent 2 }}
  terminationGracePeriodSeconds: {{ .root.Values.terminationSeconds }}
  topologySpreadConstraints:
    {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
    - maxSkew: 1
      topologyKey: {{ . }}
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "hookswitch.selector" $ | nindent 10 }}
    {{- end }}
  containers:
    - name: {{ .component }}
      image: {{ include "hookswitch.image" . }}
      imagePullPolicy: {{ .root.Values.images.pullPolicy }}
      securityContext:
        {{- include "hookswitch.containerSecurity" . | nindent 8 }}
      env:
        {{- include "hookswitch.environment" . | nindent 8 }}
      ports:
        - name: http
          containerPort: {{ $port }}
      startupProbe:
        httpGet: {path: /q/health/started, port: http}
        periodSeconds: 2
        timeoutSeconds: 2
        failureThreshold: {{ $probes.startupFailures }}
      livenessProbe:
        httpGet: {path: /q/health/live, port: http}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: {{ $probes.livenessFailures }}
      readinessProbe:
        httpGet: {path: /q/health/ready, port: http}
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: {{ $probes.readinessFailures }}
      lifecycle:
        # Until every front door knows that this pod takes nothing new; only then it is told to stop.
        preStop:
          sleep: {seconds: 5}
      resources:
        {{- toYaml (index .root.Values .component).resources | nindent 8 }}
      volumeMounts:
        {{- include "hookswitch.mounts" . | nindent 8 }}
  volumes:
    {{- include "hookswitch.volumes" . | nindent 4 }}
{{- end }}

{{/* What stands beside the pods of every service: dict root, component. */}}
{{- define "hookswitch.beside" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "hookswitch.fullname" .root }}-{{ .component }}
  labels:
    {{- include "hookswitch.labels" . | nindent 4 }}
spec:
  selector:
    {{- include "hookswitch.selector" . | nindent 4 }}
  ports:
    - name: http
      port: {{ include "hookswitch.port" . }}
      targetPort: http
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "hookswitch.fullname" .root }}-{{ .component }}
  labels:
    {{- include "hookswitch.labels" . | nindent 4 }}
spec:
  # A single pod may go too: a drained node must not wait for somebody.
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "hookswitch.selector" . | nindent 6 }}
{{- end }}
