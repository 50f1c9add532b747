; @shared_task(queue="dataset")
(decorated_definition
  (decorator [
    (call function: [(identifier) (attribute)] @decorator arguments: (argument_list) @arguments)
    (identifier) @decorator
    (attribute) @decorator])
  definition: (function_definition) @function
  (#match? @decorator "(^|\\.)(shared_task|task)$"))
