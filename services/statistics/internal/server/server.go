// Package server answers statistics' calls: it judges who may ask, turns requests
// into views of the store and figures into messages. It holds no rule about what
// counts, and no SQL.
package server

import (
	_ "embed" // the sentences
	"time"

	"golang.org/x/sync/singleflight"
	"google.golang.org/grpc"

	"pacesetter/pkg/authz"
	"pacesetter/pkg/errs"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/statistics/internal/store"
)

//go:embed zh-CN.json
var sentences []byte

// Catalogue holds the Chinese sentences of statistics' own reasons. It panics if
// the embedded file is broken, which a test excludes.
func Catalogue() errs.Catalogue {
	c, err := errs.ParseCatalogue(sentences)
	if err != nil {
		panic(err)
	}
	return errs.Base().Merge(c)
}

// Server implements statistics' services.
type Server struct {
	statisticsv1.UnimplementedStatisticsServiceServer
	statisticsv1.UnimplementedCutoffServiceServer
	statisticsv1.UnimplementedIndicatorServiceServer
	statisticsv1.UnimplementedTargetServiceServer

	store  *store.Store
	table  authz.Table
	hub    *Hub
	now    func() time.Time
	shared singleflight.Group // watchers of the same figures read them once
}

// Config is what a Server needs.
type Config struct {
	Store *store.Store
	Table authz.Table
	Hub   *Hub
	Now   func() time.Time
}

// New makes a Server. Its Hub has to run for WatchRollup to tell of changes.
func New(cfg Config) *Server {
	return &Server{store: cfg.Store, table: cfg.Table, hub: cfg.Hub, now: cfg.Now}
}

// Register serves everything that the server answers.
func (s *Server) Register(to grpc.ServiceRegistrar) {
	statisticsv1.RegisterStatisticsServiceServer(to, s)
	statisticsv1.RegisterCutoffServiceServer(to, s)
	statisticsv1.RegisterIndicatorServiceServer(to, s)
	statisticsv1.RegisterTargetServiceServer(to, s)
}
