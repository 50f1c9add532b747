package calldify

// Invocation calls the API for a plugin.
type Invocation struct {
	base   string
	client *Client
}

// InvokeTool has the API run a tool.
func (i *Invocation) InvokeTool(payload []byte) ([]byte, error) {
	return i.request("POST", "invoke/tool", payload)
}

func (i *Invocation) request(method string, path string, payload []byte) ([]byte, error) {
	return i.client.Send(method, i.difyPath(path), payload)
}
