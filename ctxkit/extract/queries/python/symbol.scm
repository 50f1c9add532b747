; def make_request(method: str, url: str) -> Response:
(function_definition name: (identifier) @name body: (block) @body) @function

; class MaxRetriesExceededError(ValueError):
(class_definition name: (identifier) @name superclasses: (argument_list)? @bases body: (block) @body) @class

; BACKOFF_FACTOR = 0.5
(module (expression_statement (assignment left: (identifier) @constant right: (_) @value) @statement))

; class HitTestingService: MAX_TOP_K = 100
(class_definition body: (block (expression_statement
  (assignment left: (identifier) @constant right: [(integer) (float) (binary_operator) (unary_operator)] @value) @statement)))

; shared_task(bind=True, max_retries=3)
(call
  function: [(identifier) (attribute)] @callee
  arguments: (argument_list
    (keyword_argument
      name: (identifier) @argument
      value: [(integer) (float) (true) (false) (binary_operator) (unary_operator)] @value) @statement))

; def wait(self, timeout: int = 30):
(typed_default_parameter name: (identifier) @parameter value: [(integer) (float) (binary_operator)] @value) @statement
(default_parameter name: (identifier) @parameter value: [(integer) (float) (binary_operator)] @value) @statement

; beat_schedule["clean_messages"] = {"task": "schedule.clean_messages.clean_messages", "schedule": crontab(hour="4")}
(assignment
  left: (subscript value: (identifier) @table subscript: (string) @entry)
  right: (dictionary) @value
  (#eq? @table "beat_schedule")) @statement

; @retry(wait=wait_fixed(2), stop=stop_after_delay(10))
(decorator (call function: [(identifier) (attribute)] @policy arguments: (argument_list) @arguments)
  (#match? @policy "retry|backoff|timeout|limit|throttle|debounce|concurren")) @statement
