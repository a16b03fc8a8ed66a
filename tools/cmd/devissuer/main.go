// Command devissuer runs the development issuer on loopback; `pacesetter up`
// starts it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"pacesetter/tools/internal/devissuer"
)

func main() {
	url := flag.String("url", "http://127.0.0.1:7300", "own address, loopback only")
	key := flag.String("key", "devissuer.pem", "file of the signing key, made on the first start")
	life := flag.Duration("life", 8*time.Hour, "life of a token")
	flag.Parse()
	if err := run(devissuer.Config{URL: *url, KeyFile: *key, TokenLife: *life, Now: time.Now}); err != nil {
		fmt.Fprintln(os.Stderr, "devissuer:", err)
		os.Exit(1)
	}
}

func run(cfg devissuer.Config) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	issuer, err := devissuer.New(cfg)
	if err != nil {
		return err
	}
	return issuer.Serve(ctx)
}
