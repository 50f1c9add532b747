; class App(Base):
;     __tablename__ = "apps"
(class_definition
  body: (block (expression_statement (assignment left: (identifier) @field right: (string) @table)))
  (#set! has "__tablename__")
  (#eq? @field "__tablename__")) @class
