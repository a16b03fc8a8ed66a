// Package rest turns HTTP into the gRPC calls of the services behind the gateway:
// JSON in the words of the protos, errors with a reason for programs and a Chinese
// sentence for people, one idempotency key per write. It decides nothing; every
// service decides for itself.
package rest

import (
	"context"
	_ "embed"
	"fmt"
	"net/http"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/protobuf/encoding/protojson"

	"pacesetter/pkg/errs"
	auditv1 "pacesetter/proto/pacesetter/audit/v1"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
)

//go:embed zh-CN.json
var sentences []byte

// Catalogue holds the sentences of the gateway's own reasons.
func Catalogue() (errs.Catalogue, error) {
	own, err := errs.ParseCatalogue(sentences)
	if err != nil {
		return errs.Catalogue{}, err
	}
	return errs.Base().Merge(own), nil
}

// Marshaler writes JSON with the protos' own field names, as the OpenAPI
// description states them; int64 are strings, as protobuf's JSON has it.
func Marshaler() *runtime.JSONPb {
	return &runtime.JSONPb{
		MarshalOptions:   protojson.MarshalOptions{UseProtoNames: true, EmitUnpopulated: true},
		UnmarshalOptions: protojson.UnmarshalOptions{},
	}
}

// NewMux serves /api/v1 from the annotations of the protos.
func NewMux(ctx context.Context, to Backends, errors *ErrorWriter) (*runtime.ServeMux, error) {
	mux := runtime.NewServeMux(
		runtime.WithMarshalerOption(runtime.MIMEWildcard, Marshaler()),
		runtime.WithErrorHandler(errors.handle),
		runtime.WithRoutingErrorHandler(errors.handleRouting),
		runtime.WithIncomingHeaderMatcher(func(string) (string, bool) { return "", false }),
		runtime.WithOutgoingHeaderMatcher(func(string) (string, bool) { return "", false }),
		runtime.WithDisablePathLengthFallback(),
		runtime.SetQueryParameterParser(&strictQuery{}),
	)
	for name, register := range map[string]func() error{
		"units":      func() error { return registryv1.RegisterUnitServiceHandler(ctx, mux, to.Registry) },
		"projects":   func() error { return registryv1.RegisterProjectServiceHandler(ctx, mux, to.Registry) },
		"honesty":    func() error { return registryv1.RegisterHonestyServiceHandler(ctx, mux, to.Registry) },
		"reports":    func() error { return registryv1.RegisterReportServiceHandler(ctx, mux, to.Registry) },
		"people":     func() error { return registryv1.RegisterPeopleServiceHandler(ctx, mux, to.Registry) },
		"duties":     func() error { return registryv1.RegisterResponsibilityServiceHandler(ctx, mux, to.Registry) },
		"grants":     func() error { return registryv1.RegisterGrantServiceHandler(ctx, mux, to.Registry) },
		"lifecycle":  func() error { return registryv1.RegisterLifecycleServiceHandler(ctx, mux, to.Registry) },
		"plans":      func() error { return registryv1.RegisterPlanServiceHandler(ctx, mux, to.Registry) },
		"progress":   func() error { return registryv1.RegisterProgressServiceHandler(ctx, mux, to.Registry) },
		"due":        func() error { return registryv1.RegisterCalendarServiceHandler(ctx, mux, to.Registry) },
		"documents":  func() error { return registryv1.RegisterDocumentServiceHandler(ctx, mux, to.Registry) },
		"months":     func() error { return registryv1.RegisterMonthServiceHandler(ctx, mux, to.Registry) },
		"work":       func() error { return registryv1.RegisterWorkServiceHandler(ctx, mux, to.Registry) },
		"policies":   func() error { return registryv1.RegisterPolicyServiceHandler(ctx, mux, to.Registry) },
		"imports":    func() error { return registryv1.RegisterImportServiceHandler(ctx, mux, to.Registry) },
		"statistics": func() error { return statisticsv1.RegisterStatisticsServiceHandler(ctx, mux, to.Statistics) },
		"audit":      func() error { return auditv1.RegisterAuditServiceHandlerClient(ctx, mux, to.audits()) },
		"indicators": func() error { return statisticsv1.RegisterIndicatorServiceHandler(ctx, mux, to.Statistics) },
		"targets":    func() error { return statisticsv1.RegisterTargetServiceHandler(ctx, mux, to.Statistics) },
		"cutoffs":    func() error { return statisticsv1.RegisterCutoffServiceHandler(ctx, mux, to.Statistics) },
	} {
		if err := register(); err != nil {
			return nil, fmt.Errorf("routes of %s: %w", name, err)
		}
	}
	return mux, nil
}

// IsWrite tells whether a request may change something.
func IsWrite(r *http.Request) bool {
	return r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodOptions
}
