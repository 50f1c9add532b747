; const csp = `script-src 'self' ${scheme_source} ${csp} ${whiteList};`
((template_string) @policy (#set! has "-src ") (#match? @policy "(script|default|connect)-src "))
