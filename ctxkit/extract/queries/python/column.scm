; class App(Base):
;     name: Mapped[str] = mapped_column(String(255))
(class_definition
  body: (block (expression_statement
    (assignment left: (identifier) @column right: (call function: [(identifier) (attribute)] @maker)) @assignment))
  (#set! has "mapped_column|Column")
  (#any-of? @maker "mapped_column" "Column" "db.Column" "sa.Column" "db.mapped_column" "orm.mapped_column")) @class

; class App(Base):
;     age: Mapped[int | None]
(class_definition
  body: (block (expression_statement
    (assignment left: (identifier) @column type: (type) @hint !right) @assignment))
  (#set! has "Mapped")
  (#match? @hint "^([A-Za-z_]+[.])?Mapped\\[")) @class
