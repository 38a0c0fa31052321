import "./device.ts";
import "./phone.ts";
