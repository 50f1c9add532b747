; @shared_task(queue="dataset")
; def clean_dataset_task(dataset_id): ...
(decorated_definition
  (decorator [
    (call function: [(identifier) (attribute)] @decorator arguments: (argument_list) @arguments)
    (identifier) @decorator
    (attribute) @decorator])
  definition: (function_definition) @function
  (#match? @decorator "(^|\\.)(shared_task|task)$"))
