// Package client calls the services of a platform by gRPC, each call with a bearer
// token of the role it needs. It owns where the services are and how a token is
// come by; what is asked is its callers' business.
package client

import (
	"errors"
	"fmt"
	"net"
	"time"

	"google.golang.org/grpc"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/service"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

// Config says where a platform is and how its callers prove who they are.
type Config struct {
	Registry   string // host:port
	Statistics string // host:port
	Issuer     string // the development issuer, asked only on loopback
	TokenFile  string // a bearer token; where it is set nobody asks the issuer
	CAFile     string // authorities to believe; with it calls use TLS
	Root       string // code of the topmost unit, which the tokens taken here cover
	Now        func() time.Time
}

// Local is the platform that `pacesetter up` runs on this machine, its ports moved
// by offset.
func Local(offset int, root string, now func() time.Time) Config {
	at := func(port int) string { return fmt.Sprintf("127.0.0.1:%d", port+offset) }
	return Config{Registry: at(7101), Statistics: at(7102), Issuer: "http://" + at(7300), Root: root, Now: now}
}

// Client calls one platform.
type Client struct {
	Units      registryv1.UnitServiceClient
	Projects   registryv1.ProjectServiceClient
	Lifecycle  registryv1.LifecycleServiceClient
	Reports    registryv1.ReportServiceClient
	Honesty    registryv1.HonestyServiceClient
	Imports    registryv1.ImportServiceClient
	People     registryv1.PeopleServiceClient
	Duties     registryv1.ResponsibilityServiceClient
	Sheets     registryv1.SheetServiceClient
	Bulk       registryv1.BulkServiceClient
	Statistics statisticsv1.StatisticsServiceClient
	Cutoffs    statisticsv1.CutoffServiceClient
	Indicators statisticsv1.IndicatorServiceClient
	Targets    statisticsv1.TargetServiceClient

	root  string
	conns []*grpc.ClientConn
}

// Dial returns a client that connects when it is first used. It refuses to send a
// token in the clear to another machine.
func Dial(cfg Config) (*Client, error) {
	tokens, err := tokenSource(cfg)
	if err != nil {
		return nil, err
	}
	call := service.ClientConfig{Tokens: tokens, TLS: service.TLSConfig{CAFile: cfg.CAFile}}
	registry, err := service.Dial(cfg.Registry, call)
	if err != nil {
		return nil, err
	}
	statistics, err := service.Dial(cfg.Statistics, call)
	if err != nil {
		return nil, errors.Join(err, registry.Close())
	}
	return New(registry, statistics, cfg.Root), nil
}

// New returns a client over connections that exist; Close closes them.
func New(registry, statistics *grpc.ClientConn, root string) *Client {
	return &Client{
		Units:      registryv1.NewUnitServiceClient(registry),
		Projects:   registryv1.NewProjectServiceClient(registry),
		Lifecycle:  registryv1.NewLifecycleServiceClient(registry),
		Reports:    registryv1.NewReportServiceClient(registry),
		Honesty:    registryv1.NewHonestyServiceClient(registry),
		Imports:    registryv1.NewImportServiceClient(registry),
		People:     registryv1.NewPeopleServiceClient(registry),
		Duties:     registryv1.NewResponsibilityServiceClient(registry),
		Sheets:     registryv1.NewSheetServiceClient(registry),
		Bulk:       registryv1.NewBulkServiceClient(registry),
		Statistics: statisticsv1.NewStatisticsServiceClient(statistics),
		Cutoffs:    statisticsv1.NewCutoffServiceClient(statistics),
		Indicators: statisticsv1.NewIndicatorServiceClient(statistics),
		Targets:    statisticsv1.NewTargetServiceClient(statistics),
		root:       root,
		conns:      []*grpc.ClientConn{registry, statistics},
	}
}

// Root is the code of the topmost unit.
func (c *Client) Root() string { return c.root }

// Close ends the connections.
func (c *Client) Close() error {
	var err error
	for _, cc := range c.conns {
		err = errors.Join(err, cc.Close())
	}
	return err
}

// guard refuses what would show a token to others on the way.
func (c Config) guard() error {
	for _, addr := range []string{c.Registry, c.Statistics} {
		if c.CAFile == "" && !onLoopback(addr) {
			return errs.Invalid("TLS_REQUIRED", "%s is not on this machine and calls to it would be in the clear", addr).With("address", addr)
		}
	}
	return nil
}

func (c Config) local() bool { return onLoopback(c.Registry) && onLoopback(c.Statistics) }

func onLoopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}
