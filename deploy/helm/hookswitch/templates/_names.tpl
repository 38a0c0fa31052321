{{/* In front of every object's name: 23 characters at most, so that the name of a gateway's pod is an instance id. */}}
{{- define "hookswitch.fullname" -}}
{{- .Values.fullnameOverride | default .Release.Name | trunc 23 | trimSuffix "-" -}}
{{- end }}

{{/* The version that a component runs: dict root, component. */}}
{{- define "hookswitch.tag" -}}
{{- (get .root.Values .component | default dict).tag | default .root.Values.images.tag | default .root.Chart.AppVersion -}}
{{- end }}

{{/* The image of a service or of the tools: dict root, component, image. */}}
{{- define "hookswitch.image" -}}
{{ .root.Values.images.registry }}hookswitch/{{ .image }}:{{ include "hookswitch.tag" . }}
{{- end }}

{{/* The labels by which one component's pods are known: dict root, component. */}}
{{- define "hookswitch.selector" -}}
app.kubernetes.io/name: hookswitch
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* What pods are labelled with: nothing of the chart's own, so that a new chart starts no pod anew whose version is the old one. */}}
{{- define "hookswitch.podLabels" -}}
{{ include "hookswitch.selector" . }}
app.kubernetes.io/version: {{ include "hookswitch.tag" . | quote }}
{{- end }}

{{- define "hookswitch.labels" -}}
{{ include "hookswitch.podLabels" . }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{/* Of what an operator makes pods from: it may hand labels on, and pods of engines must not be taken for pods of services, nor start
     anew because the chart's version is another. */}}
{{- define "hookswitch.engineLabels" -}}
app.kubernetes.io/part-of: hookswitch
{{- end }}

{{/* An engine's object outlives `helm uninstall`: the data are in it. */}}
{{- define "hookswitch.keep" -}}
helm.sh/resource-policy: keep
{{- end }}

{{/* Where every service listens, in its container and at its Service. */}}
{{- define "hookswitch.port" -}}8080{{- end }}

{{/* The services that own a log, by component, and what each is called elsewhere. */}}
{{- define "hookswitch.logServices" -}}
auth: {image: auth-service, group: auth-service, log: auth.commands}
billing: {image: billing-service, group: billing, log: billing.commands}
push: {image: push-service, group: push, log: push.commands}
room: {image: room-service, group: room, log: room.commands}
{{- end }}

{{- define "hookswitch.kafka" -}}
{{- if .Values.kafka.managed -}}
{{ include "hookswitch.fullname" . }}-kafka-bootstrap:9092
{{- else -}}
{{ .Values.kafka.external.bootstrapServers | required "kafka.external.bootstrapServers is needed while kafka.managed is false" }}
{{- end -}}
{{- end }}

{{/* The database of a service: dict root, component. */}}
{{- define "hookswitch.database.url" -}}
{{- if .root.Values.postgres.managed -}}
jdbc:postgresql://{{ include "hookswitch.fullname" .root }}-{{ .component }}-db-rw:5432/{{ .component }}?sslmode=require
{{- else -}}
{{ (index .root.Values.postgres.external .component).url | required (printf "postgres.external.%s.url is needed while postgres.managed is false" .component) }}
{{- end -}}
{{- end }}

{{- define "hookswitch.database.secret" -}}
{{- if .root.Values.postgres.managed -}}
{{ include "hookswitch.fullname" .root }}-{{ .component }}-db-app
{{- else -}}
{{ (index .root.Values.postgres.external .component).secret | required (printf "postgres.external.%s.secret is needed while postgres.managed is false" .component) }}
{{- end -}}
{{- end }}
