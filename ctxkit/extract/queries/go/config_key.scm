; type Config struct {
;   ServerPort uint16 `envconfig:"SERVER_PORT" default:"5002" validate:"required"`
;   WorkerTimeout int `yaml:"worker_timeout"`
; }
(field_declaration name: (field_identifier) @attribute type: (_) @type tag: (_) @tag
  (#match? @tag "envconfig:\"|yaml:\"")) @field
