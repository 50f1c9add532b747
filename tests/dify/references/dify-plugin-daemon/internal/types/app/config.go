package app

type Config struct {
	MaxBundlePackageSize int64 `envconfig:"MAX_BUNDLE_PACKAGE_SIZE" default:"52428800"`
	Platform string `envconfig:"PLATFORM"`
}

// HttpProxy string `envconfig:"HTTP_PROXY"`
