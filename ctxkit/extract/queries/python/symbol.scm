;; A @function or @class with its @name and @body; a @constant, an @argument of a @callee, a @parameter or an @entry of
;; the beat's schedule with its @value; a @policy with its @arguments.

; def make_request(method: str, url: str) -> Response: ...
(function_definition name: (identifier) @name body: (block) @body) @function

; class MaxRetriesExceededError(ValueError): ...
(class_definition name: (identifier) @name body: (block) @body) @class

; BACKOFF_FACTOR = 0.5
(module (expression_statement (assignment left: (identifier) @constant right: (_) @value) @statement))

; class HitTestingService:
;     MAX_TOP_K = 100
(class_definition body: (block (expression_statement
  (assignment left: (identifier) @constant right: [(integer) (float) (binary_operator) (unary_operator)] @value) @statement)))

; shared_task(bind=True, max_retries=3)
(call
  function: [(identifier) (attribute)] @callee
  arguments: (argument_list
    (keyword_argument
      name: (identifier) @argument
      value: [(integer) (float) (true) (false) (binary_operator) (unary_operator)] @value) @statement))

; def wait(self, timeout: int = 30): ...
(typed_default_parameter name: (identifier) @parameter value: [(integer) (float) (binary_operator)] @value) @statement

; def wait(self, timeout=30): ...
(default_parameter name: (identifier) @parameter value: [(integer) (float) (binary_operator)] @value) @statement

; beat_schedule["clean"] = {"task": "schedule.clean.clean", "schedule": crontab(hour="4")}
(assignment
  left: (subscript value: (identifier) @table subscript: (string) @entry)
  right: (dictionary) @value
  (#set! has "beat_schedule")
  (#eq? @table "beat_schedule")) @statement

; @retry(wait=wait_fixed(2), stop=stop_after_delay(10))
; def fetch(url): ...
(decorator (call function: [(identifier) (attribute)] @policy arguments: (argument_list) @arguments)
  (#match? @policy "retry|backoff|timeout|limit|throttle|debounce|concurren")) @statement
