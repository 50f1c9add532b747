; dify_config.SSRF_DEFAULT_MAX_RETRIES
(attribute object: (identifier) @settings attribute: (identifier) @name (#eq? @settings "dify_config")) @statement

; getattr(dify_config, "PLUGIN_DAEMON_TIMEOUT", 600.0)
(call
  function: (identifier) @function
  arguments: (argument_list . (identifier) @settings . (_) @named . (_)? @fallback)
  (#eq? @function "getattr")
  (#eq? @settings "dify_config")) @statement

; os.environ["INIT_PASSWORD"]
(subscript
  value: [(attribute) (identifier)] @environ
  subscript: (_) @named
  (#any-of? @environ "os.environ" "environ")) @statement

; os.environ["TZ"] = "UTC"
(assignment
  left: (subscript value: [(attribute) (identifier)] @environ subscript: (_) @named) @statement
  right: (_) @set
  (#any-of? @environ "os.environ" "environ"))

; os.environ.get("ALIYUN_SLS_LOGSTORE_TTL", 365)
(call
  function: (attribute object: [(attribute) (identifier)] @environ attribute: (identifier) @method)
  arguments: (argument_list) @arguments
  (#any-of? @environ "os.environ" "environ")
  (#any-of? @method "get" "pop" "setdefault" "items" "keys" "copy")) @statement

; os.getenv("FILES_URL", "http://127.0.0.1:5001")
(call
  function: [(attribute) (identifier)] @getenv
  arguments: (argument_list) @arguments
  (#any-of? @getenv "os.getenv" "getenv")) @statement

; credentials.get("openai_api_base", "https://api.openai.com/v1")
(call
  function: (attribute
    object: [(identifier) @holder (attribute attribute: (identifier) @holder)]
    attribute: (identifier) @method)
  arguments: (argument_list . [(string) (concatenated_string)] @named . (_)? @fallback)
  (#any-of? @holder "credentials" "credential" "system_credentials" "model_credentials" "_credentials" "settings" "config")
  (#any-of? @method "get" "pop" "setdefault")) @statement

; self.runtime.credentials["api_key"]
(subscript
  value: [(identifier) @holder (attribute attribute: (identifier) @holder)]
  subscript: (string) @named
  (#any-of? @holder "credentials" "credential" "system_credentials" "model_credentials" "_credentials" "settings" "config")
) @statement
