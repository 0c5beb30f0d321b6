{{- define "orderwire.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "orderwire.selector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Labels of an object. Takes root and component. */}}
{{- define "orderwire.labels" -}}
{{ include "orderwire.selector" .root }}
app.kubernetes.io/component: {{ .component }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* Takes root and image. */}}
{{- define "orderwire.image" -}}
{{- $image := .root.Values.image -}}
{{- $name := printf "%s/%s" $image.repository .image -}}
{{- with get $image.digests .image -}}
{{ $name }}@{{ . }}
{{- else -}}
{{ $name }}:{{ default .root.Chart.AppVersion $image.tag }}
{{- end -}}
{{- end -}}

{{/* Name of a Secret. Takes root, name and existing. */}}
{{- define "orderwire.secretName" -}}
{{- default (printf "%s-%s" (include "orderwire.fullname" .root) .name) .existing -}}
{{- end -}}

{{/* Keys of a service's own Secret, as JSON. Takes root, name and row. */}}
{{- define "orderwire.secretKeys" -}}
{{- $own := index .root.Values.services .name -}}
{{- $keys := list "NATS_SERVERS" -}}
{{- if .row.database }}{{ $keys = append $keys "DATABASE_URL" }}{{ end -}}
{{- $keys = concat $keys (default list .row.secrets) $own.optionalSecrets -}}
{{- if .root.Values.development.enabled -}}
{{- range $key, $_ := default dict .row.development }}{{ $keys = without $keys $key }}{{ end -}}
{{- end -}}
{{- toJson $keys -}}
{{- end -}}

{{/* A value of an environment variable: numbers without an exponent. */}}
{{- define "orderwire.scalar" -}}
{{- if kindIs "string" . }}{{ . }}{{ else }}{{ toJson . }}{{ end -}}
{{- end -}}

{{/* The environment of a service, as JSON. Takes root, name and row. */}}
{{- define "orderwire.environment" -}}
{{- $root := .root -}}
{{- $own := index $root.Values.services .name -}}
{{- $read := index ($root.Files.Get "files/settings.json" | fromJson) .name -}}
{{- $env := dict -}}
{{- range $key, $value := default dict .row.defaults -}}
{{- with tpl $value $root }}{{ $_ := set $env $key . }}{{ end -}}
{{- end -}}
{{- if $root.Values.development.enabled -}}
{{- range $key, $value := default dict .row.development }}{{ $_ := set $env $key (tpl $value $root) }}{{ end -}}
{{- end -}}
{{- range $settings := list $root.Values.settings $own.settings -}}
{{- range $key, $value := $settings -}}
{{- if and (has $key $read) (not (kindIs "invalid" $value)) }}{{ $_ := set $env $key (include "orderwire.scalar" $value) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if not $root.Values.development.enabled -}}
{{- $missing := list -}}
{{- range $key := .row.required }}{{ if not (get $env $key) }}{{ $missing = append $missing $key }}{{ end }}{{ end -}}
{{- with $missing }}{{ fail (printf "%s needs the settings %s" $.name (join ", " .)) }}{{ end -}}
{{- end -}}
{{- $_ := set $env "NODE_ENV" (ternary "development" "production" $root.Values.development.enabled) -}}
{{- $_ := set $env "PORT" (toString .row.port) -}}
{{- if $root.Values.metrics.enabled }}{{ $_ := set $env "METRICS_PORT" (include "orderwire.scalar" $root.Values.metrics.port) }}{{ end -}}
{{- range prepend (include "orderwire.secretKeys" . | fromJsonArray) "SERVICE_KEY" -}}
{{- $_ := set $env (printf "%s_FILE" .) (printf "/run/secrets/%s" .) -}}
{{- end -}}
{{- toJson $env -}}
{{- end -}}

{{/* Files of secrets. Takes root and sources: {name, keys} or {name, paths}. */}}
{{- define "orderwire.secretVolume" -}}
- name: secrets
  projected:
    defaultMode: 0440
    sources:
      {{- range .sources }}
      - secret:
          name: {{ .name }}
          items:
            {{- range .keys }}
            - { key: {{ . }}, path: {{ . }} }
            {{- end }}
      {{- end }}
{{- end -}}

{{/* Settings of every pod. Takes root. */}}
{{- define "orderwire.podSettings" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{ toJson . }}
{{- end }}
{{- with .root.Values.pods.nodeSelector }}
nodeSelector: {{ toJson . }}
{{- end }}
{{- with .root.Values.pods.tolerations }}
tolerations: {{ toJson . }}
{{- end }}
{{- with .root.Values.pods.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end -}}

{{- define "orderwire.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end -}}

{{/* Takes root and component. */}}
{{- define "orderwire.podLabels" -}}
{{ include "orderwire.labels" . }}
{{- with .root.Values.pods.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}
