; const csp = `script-src 'self' ${scheme_source} ${csp} ${whiteList};`
((template_string) @policy (#match? @policy "(script|default|connect)-src "))
