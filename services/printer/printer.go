// Package printer is the optional service that makes PDF files of the console's pages
// with Chromium. It keeps nothing. This file is its wiring.
package printer

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/service"
	printerv1 "pacesetter/proto/pacesetter/printer/v1"
	"pacesetter/services/printer/internal/browser"
	"pacesetter/services/printer/internal/server"
)

// Name is the service's name.
const Name = "printer"

// Config are the settings of the printer.
type Config struct {
	Service    service.Config
	Auth       authn.Config  `envPrefix:"PACESETTER_AUTH_"`
	ConsoleURL string        `env:"PACESETTER_PRINTER_CONSOLE_URL" required:"true" doc:"Address of the gateway as the printer reaches it; nothing else is ever fetched. Over plain http it must stay inside."`
	Chromium   string        `env:"PACESETTER_PRINTER_CHROMIUM" doc:"Program that prints; empty means Chromium or Chrome under its usual names."`
	Sandbox    bool          `env:"PACESETTER_PRINTER_SANDBOX" default:"true" doc:"Whether Chromium keeps its own sandbox; false only where the container allows it none."`
	Timeout    time.Duration `env:"PACESETTER_PRINTER_TIMEOUT" default:"60s" doc:"How long one file may take."`
	Pages      int           `env:"PACESETTER_PRINTER_MAX_PAGES" default:"200" doc:"Most sheets of paper of one file."`
	Megabytes  int           `env:"PACESETTER_PRINTER_MAX_MEGABYTES" default:"32" doc:"Most megabytes of one file."`
	Browsers   int           `env:"PACESETTER_PRINTER_BROWSERS" default:"2" doc:"Most browsers at a time; one takes about 500 MB for a project, 800 MB for a list of 433 rows."`
	PerPerson  int           `env:"PACESETTER_PRINTER_PER_PERSON" default:"1" doc:"Most prints that one person has under way at a time, waiting for a browser included; keep it below the number of browsers, or one person takes them all."`
}

// patience is how long a call waits for a free browser before it is sent away.
const patience = 10 * time.Second

// Run serves until ctx ends.
func Run(ctx context.Context, cfg Config) error {
	verifier, err := authn.NewVerifier(ctx, cfg.Auth, time.Now)
	if err != nil {
		return err
	}
	b, err := cfg.browser()
	if err != nil {
		return err
	}
	svc, err := service.New(Name, cfg.Service, service.Options{ //nolint:contextcheck // the service ends with Run's context
		Catalogue: server.Catalogue(), Authenticate: verifier, Now: time.Now,
	})
	if err != nil {
		return err
	}
	printerv1.RegisterPrinterServiceServer(svc, server.New(b.Print, cfg.PerPerson, time.Now, svc.Registry()))
	return svc.Run(ctx)
}

func (c Config) browser() (*browser.Browser, error) {
	console, err := url.Parse(c.ConsoleURL)
	if err != nil || console.Host == "" || console.Scheme != "http" && console.Scheme != "https" {
		return nil, fmt.Errorf("PACESETTER_PRINTER_CONSOLE_URL: %q is no address like http://gateway:8080", c.ConsoleURL)
	}
	path, err := browser.Find(c.Chromium)
	if err != nil {
		return nil, err
	}
	return browser.New(browser.Config{
		Path: path, Console: console, Authorities: c.Service.TLS.Authorities, Sandbox: c.Sandbox, Timeout: c.Timeout, Patience: patience,
		Pages: c.Pages, Bytes: c.Megabytes << 20, At: c.Browsers,
	}), nil
}
