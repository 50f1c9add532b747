; def make_request(method: str, url: str) -> Response:
(function_definition name: (identifier) @name) @function

; class MaxRetriesExceededError(ValueError):
(class_definition name: (identifier) @name) @class
