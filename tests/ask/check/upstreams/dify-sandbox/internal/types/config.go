package types

type DifySandboxGlobalConfigurations struct {
	App struct {
		Port int    `yaml:"port"`
		Key  string `yaml:"key"`
	} `yaml:"app"`
	WorkerTimeout int  `yaml:"worker_timeout"`
	EnableNetwork bool `yaml:"enable_network"`
}
