package calldify

import "net/url"

// difyPath returns the address of a path of the API.
func (i *Invocation) difyPath(path ...string) string {
	path = append([]string{"inner", "api"}, path...)
	address, _ := url.JoinPath(i.base, path...)
	return address
}
