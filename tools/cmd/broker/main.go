// Command broker is the Kafka-protocol broker that `pacesetter up` starts
// unless it is given a real one.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"pacesetter/tools/internal/devbroker"
)

func main() {
	dir := flag.String("data", "", "data folder")
	port := flag.Int("port", 7092, "port on 127.0.0.1")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	err := devbroker.Run(ctx, devbroker.Options{Dir: *dir, Port: *port, Log: os.Stderr})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "broker:", err)
		os.Exit(1)
	}
}
