{{- define "dify.fullname" -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "dify.plugin.key" -}}
{{- .Values.pluginDaemon.auth.serverKey | default "demo-plugin-key" }}
{{- end }}
