package service

import (
	"context"
	"errors"
	"strings"
	"testing"

	"pacesetter/pkg/conf"
)

type mainConfig struct {
	Service Config
	URL     conf.Secret `env:"PACESETTER_REGISTRY_DATABASE_URL" required:"true"`
}

func TestCommandsOfAProcess(t *testing.T) {
	good := []string{"PACESETTER_REGISTRY_DATABASE_URL=postgres://u:hunter2@h/d", "PACESETTER_REGISTRY_GRPC_ADDR=:7"}
	for name, tc := range map[string]struct {
		args, environ []string
		code          int
		says          string
	}{
		"serving is the default":   {nil, good, 0, "serve :7"},
		"serving by name":          {[]string{"serve"}, good, 0, "serve :7"},
		"serving takes no flags":   {[]string{"serve", "-x"}, good, 1, "takes no arguments"},
		"maintenance":              {[]string{"migrate", "now"}, good, 0, "migrate now"},
		"maintenance that fails":   {[]string{"fail"}, good, 1, "no luck"},
		"an unknown command":       {[]string{"mend"}, good, 2, "usage: registry"},
		"help is the list":         {[]string{"-h"}, good, 2, "migrate      bring"},
		"settings that are broken": {nil, nil, 2, "DATABASE_URL is required"},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			code := execute("registry", tc.args, tc.environ, &out, func(_ context.Context, c mainConfig) error {
				out.WriteString("serve " + c.Service.GRPCAddr)
				return nil
			}, []Command[mainConfig]{
				{"migrate", "bring the database up to date", func(_ context.Context, _ mainConfig, args []string) error {
					out.WriteString("migrate " + args[0])
					return nil
				}},
				{"fail", "always fails", func(context.Context, mainConfig, []string) error { return errors.New("no luck") }},
			})
			if code != tc.code || !strings.Contains(out.String(), tc.says) || strings.Contains(out.String(), "hunter2") {
				t.Errorf("exit %d: %s", code, out.String())
			}
		})
	}
}
