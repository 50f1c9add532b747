; class App(Base):
;     name: Mapped[str] = mapped_column(String(255))
(class_definition
  body: (block (expression_statement
    (assignment left: (identifier) @column right: (call function: [(identifier) (attribute)] @maker)) @assignment))
  (#any-of? @maker "mapped_column" "Column" "db.Column" "sa.Column" "db.mapped_column" "orm.mapped_column")) @class
