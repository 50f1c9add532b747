package local_runtime

func (r *Runtime) start(cmd *exec.Cmd) {
	cmd.Env = append(cmd.Environ(), "INSTALL_METHOD=local")
}
