package service

import (
	"log/slog"
	"time"

	"pacesetter/pkg/authn"
)

// maxMessage bounds what one gRPC message may weigh, both ways: a bulk chunk of
// 1,000 reports fits with room to spare.
const maxMessage = 16 << 20

// Config holds the settings that every process has. Embed it as a named field
// without a prefix: {SERVICE} makes its names the process's own.
type Config struct {
	GRPCAddr       string        `env:"PACESETTER_{SERVICE}_GRPC_ADDR" default:":9090" doc:"Address that serves gRPC."`
	OpsAddr        string        `env:"PACESETTER_{SERVICE}_OPS_ADDR" default:":9100" doc:"Address that serves /livez, /readyz and /metrics; keep it inside."`
	RequestTimeout time.Duration `env:"PACESETTER_{SERVICE}_REQUEST_TIMEOUT" default:"30s" doc:"Deadline of a call whose caller set none."`
	DrainTimeout   time.Duration `env:"PACESETTER_{SERVICE}_DRAIN_TIMEOUT" default:"20s" doc:"How long calls in flight may take to end after SIGTERM."`
	LogLevel       slog.Level    `env:"PACESETTER_LOG_LEVEL" default:"info" doc:"Least level that is logged: debug, info, warn or error."`
	OTLPEndpoint   string        `env:"PACESETTER_OTLP_ENDPOINT" doc:"Where traces go by OTLP over gRPC, as http://host:4317 or https://…; empty means nowhere."`
	TLS            TLSConfig     `envPrefix:"PACESETTER_TLS_"`
}

// TLSConfig names the files of this process's certificate and of whom it
// believes. They are read at each handshake, so that renewing them needs no restart.
type TLSConfig struct {
	CertFile    string `env:"CERT_FILE" doc:"Certificate (PEM) of this process; with it gRPC and HTTP are served by TLS only."`
	KeyFile     string `env:"KEY_FILE" doc:"Private key (PEM) of the certificate."`
	CAFile      string `env:"CA_FILE" doc:"Certificate authorities (PEM) to believe; with it calls to other services use TLS."`
	ClientCerts bool   `env:"CLIENT_CERTS" default:"false" doc:"Whether gRPC callers must show a certificate of these authorities (mTLS)."`
}

// ClientConfig says how to call another service.
type ClientConfig struct {
	// TLS is used when its CAFile is set; the certificate is shown when it has one.
	TLS TLSConfig
	// Tokens gives the bearer token of each call; nil passes the caller's own on.
	Tokens authn.TokenSource
	// Timeout is the deadline of a unary call whose context has none; 0 means 30 s.
	Timeout time.Duration
}
