;; The name is @name as it is written, @named as an expression, or the first of @arguments; the value is @set or a
;; @fallback. How the setting is reached is (#set! via ...), or depends on the name of its @holder.

; max_retries = dify_config.SSRF_DEFAULT_MAX_RETRIES
(attribute
  object: (identifier) @settings
  attribute: (identifier) @name
  (#eq? @settings "dify_config")
  (#not-match? @name "^(model)?_")
  (#set! word "dify_config")
  (#set! via "dify_config")) @statement

; timeout = getattr(dify_config, "PLUGIN_DAEMON_TIMEOUT", 600.0)
(call
  function: (identifier)
  arguments: (argument_list . (identifier) @settings . (_) @named . (_)? @fallback)
  (#set! called "^getattr$")
  (#eq? @settings "dify_config")
  (#set! via "dify_config")) @statement

; endpoint = getattr(config, "ENTERPRISE_OTLP_ENDPOINT", "")
(call
  function: (identifier)
  arguments: (argument_list . (_) @object . (string) @named . (_)? @fallback)
  (#set! called "^getattr$")
  (#not-eq? @object "dify_config")
  (#match? @named "^[\"'][A-Z][A-Z0-9]*_[A-Z0-9_]*[\"']$")
  (#set! via "getattr")) @statement

; password = os.environ["INIT_PASSWORD"]
(subscript
  value: [(attribute) (identifier)] @environ
  subscript: (_) @named
  (#set! has "environ")
  (#any-of? @environ "os.environ" "environ")
  (#set! via "getenv")) @statement

; os.environ["TZ"] = "UTC"
(assignment
  left: (subscript value: [(attribute) (identifier)] @environ subscript: (_) @named) @statement
  right: (_) @set
  (#set! has "environ")
  (#any-of? @environ "os.environ" "environ")
  (#set! via "getenv"))

; ttl = os.environ.get("ALIYUN_SLS_LOGSTORE_TTL", 365)
(call
  function: (attribute object: [(attribute) (identifier)] @environ attribute: (identifier) @method)
  arguments: (argument_list) @arguments
  (#set! called "^(get|pop|setdefault|items|keys|copy)$")
  (#set! on "environ$")
  (#any-of? @environ "os.environ" "environ")
  (#set! via "getenv")) @statement

; url = os.getenv("FILES_URL", "http://127.0.0.1:5001")
(call
  function: [(attribute) (identifier)] @getenv
  arguments: (argument_list) @arguments
  (#set! called "^getenv$")
  (#any-of? @getenv "os.getenv" "getenv")
  (#set! via "getenv")) @statement

; minutes = dify_config.model_dump().get(f"{token_type}_TOKEN_EXPIRY_MINUTES")
(call
  function: (attribute
    object: (call function: (attribute object: (identifier) @settings attribute: (identifier) @dump))
    attribute: (identifier))
  arguments: (argument_list . (_) @named . (_)? @fallback)
  (#set! called "^get$")
  (#set! on "\\)$")
  (#eq? @settings "dify_config")
  (#eq? @dump "model_dump")
  (#set! via "dify_config")) @statement

; base = credentials.get("openai_api_base", "https://api.openai.com/v1")
(call
  function: (attribute
    object: [(identifier) @holder (attribute attribute: (identifier) @holder)]
    attribute: (identifier))
  arguments: (argument_list . [(string) (concatenated_string)] @named . (_)? @fallback)
  (#set! called "^(get|pop|setdefault)$")
  (#set! on "(credentials?|settings|config)$")
  (#match? @holder "(credentials?|^settings|^config)$")) @statement

; credentials["endpoint_url"] = url
(assignment
  left: (subscript
    value: [(identifier) @holder (attribute attribute: (identifier) @holder)]
    subscript: (string) @named) @statement
  right: (_) @set
  (#match? @holder "(credentials?|^settings|^config)$"))

; key = self.runtime.credentials["api_key"]
(subscript
  value: [(identifier) @holder (attribute attribute: (identifier) @holder)]
  subscript: (string) @named
  (#match? @holder "(credentials?|^settings|^config)$")) @statement
