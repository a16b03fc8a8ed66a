package errgrpc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/goleak"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"

	"pacesetter/pkg/errs"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func catalogue(t *testing.T) errs.Catalogue {
	t.Helper()
	own, err := errs.ParseCatalogue([]byte(`{"MONTH_CLOSED":"{month} 已截止。","BAD_SHARE":"比例应在 0 和 {max} 之间。"}`))
	if err != nil {
		t.Fatal(err)
	}
	return errs.Base().Merge(own)
}

func TestEveryKindHasItsOwnCode(t *testing.T) {
	seen := make(map[codes.Code]errs.Kind)
	for _, k := range errs.Kinds() {
		c, ok := codeOf[k]
		if other, taken := seen[c]; !ok || taken {
			t.Errorf("kind %v: code %v, missing %t, shared with %v", k, c, !ok, other)
		}
		seen[c] = k
		if back, ok := kindOf(c); !ok || back != k {
			t.Errorf("kind %v comes back as %v", k, back)
		}
	}
	if len(codeOf) != len(errs.Kinds()) || Code(errs.Kind(99)) != codes.Internal {
		t.Error("the table holds something that is no kind")
	}
}

// refusing answers every call with err.
type refusing struct {
	grpc_health_v1.UnimplementedHealthServer
	err error
}

func (r *refusing) Check(context.Context, *grpc_health_v1.HealthCheckRequest) (*grpc_health_v1.HealthCheckResponse, error) {
	return nil, r.err
}

func (r *refusing) Watch(_ *grpc_health_v1.HealthCheckRequest, s grpc.ServerStreamingServer[grpc_health_v1.HealthCheckResponse]) error {
	if err := s.Send(&grpc_health_v1.HealthCheckResponse{}); err != nil {
		return err
	}
	return r.err
}

// hop serves err and returns a client, through all four interceptors.
func hop(t *testing.T, err error, log io.Writer) grpc_health_v1.HealthClient {
	t.Helper()
	lis, logger := bufconn.Listen(1<<16), slog.New(slog.NewJSONHandler(log, nil))
	srv := grpc.NewServer(grpc.UnaryInterceptor(UnaryServer(catalogue(t), logger)), grpc.StreamInterceptor(StreamServer(catalogue(t), logger)))
	grpc_health_v1.RegisterHealthServer(srv, &refusing{err: err})
	go func() { _ = srv.Serve(lis) }()
	cc, cerr := grpc.NewClient("passthrough:///x", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return lis.DialContext(ctx) }),
		grpc.WithUnaryInterceptor(UnaryClient()), grpc.WithStreamInterceptor(StreamClient()))
	if cerr != nil {
		t.Fatal(cerr)
	}
	t.Cleanup(func() { _ = cc.Close(); srv.Stop() })
	return grpc_health_v1.NewHealthClient(cc)
}

func TestAnErrorSurvivesAHop(t *testing.T) {
	for _, k := range errs.Kinds() {
		if k == errs.KindInternal {
			continue // TestCausesStayBehind
		}
		t.Run(k.String(), func(t *testing.T) {
			sent := (&errs.Error{Kind: k, Reason: "MONTH_CLOSED", Msg: "closed"}).With("month", "5月").At("month").RetryIn(3 * time.Second).Wrap(io.EOF)
			client := hop(t, fmt.Errorf("save: %w", sent), io.Discard)
			_, err := client.Check(t.Context(), &grpc_health_v1.HealthCheckRequest{})
			compareHop(t, err, sent)
			stream, err := client.Watch(t.Context(), &grpc_health_v1.HealthCheckRequest{})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := stream.Recv(); err != nil {
				t.Fatal(err)
			}
			_, err = stream.Recv()
			compareHop(t, err, sent)
		})
	}
}

func compareHop(t *testing.T, err error, sent *errs.Error) {
	t.Helper()
	got, ok := errs.As(err)
	if !ok {
		t.Fatalf("got %T %v", err, err)
	}
	if diff := cmp.Diff(sent, got, cmpopts.IgnoreFields(errs.Error{}, "Err"), cmpopts.IgnoreFields(errs.Field{}, "Params", "Message")); diff != "" {
		t.Error(diff)
	}
	if errors.Is(err, io.EOF) || got.Fields[0].Message != "5月 已截止。" {
		t.Errorf("cause or sentence: %+v", got)
	}
	if s := Sentence(err, errs.Base()); s != "5月 已截止。" {
		t.Errorf("the next service, which doesn't know the reason, says %q", s)
	}
}

func TestCausesStayBehind(t *testing.T) {
	for name, err := range map[string]error{
		"a foreign error":        errors.New("dial tcp 10.0.0.7: secret"),
		"an internal of ours":    errs.Internal("CELL_MISSING", "secret"),
		"a wrapped driver error": fmt.Errorf("insert: %w", io.ErrUnexpectedEOF),
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			_, got := hop(t, err, &log).Check(t.Context(), &grpc_health_v1.HealthCheckRequest{})
			if errs.KindOf(got) != errs.KindInternal || errs.ReasonOf(got) != errs.ReasonInternal {
				t.Errorf("got %v", got)
			}
			e, _ := errs.As(got)
			if strings.Contains(got.Error(), "secret") || !strings.HasPrefix(e.Msg, "internal error, trace") {
				t.Errorf("the caller sees %q", got)
			}
			if !strings.Contains(log.String(), err.Error()) {
				t.Errorf("the log lacks the cause: %s", log.String())
			}
		})
	}
}

func TestInternalErrorsNameTheTrace(t *testing.T) {
	st := ToStatus(io.EOF, catalogue(t), "4bf92f")
	if st.Code() != codes.Internal || st.Message() != "internal error, trace 4bf92f" {
		t.Errorf("got %v", st)
	}
	for _, d := range st.Details() {
		if m, ok := d.(*errdetails.LocalizedMessage); ok && (m.GetLocale() != "zh-CN" || !strings.Contains(m.GetMessage(), "4bf92f")) {
			t.Errorf("sentence %v", m)
		}
	}
}

func TestEndOfContextIsSafeToRetry(t *testing.T) {
	for name, tc := range map[string]struct {
		err    error
		reason string
	}{
		"deadline":            {fmt.Errorf("query: %w", context.DeadlineExceeded), ReasonDeadline},
		"caller left":         {context.Canceled, ReasonCanceled},
		"gRPC's deadline":     {status.Error(codes.DeadlineExceeded, "late"), ReasonDeadline},
		"gRPC's cancellation": {status.Error(codes.Canceled, "gone"), ReasonCanceled},
		"nobody listening":    {status.Error(codes.Unavailable, "refused"), ReasonUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			st := ToStatus(tc.err, catalogue(t), "")
			back := FromError(st.Err())
			if st.Code() != codes.Unavailable || errs.ReasonOf(back) != tc.reason {
				t.Errorf("got %v, then %v", st, back)
			}
		})
	}
}

func TestForeignStatusesAreRead(t *testing.T) {
	for code, want := range map[codes.Code]*errs.Error{ //nolint:exhaustive // one of each sort
		codes.Unknown:           {Kind: errs.KindInternal, Reason: ReasonRefused},
		codes.DataLoss:          {Kind: errs.KindInternal, Reason: ReasonRefused},
		codes.InvalidArgument:   {Kind: errs.KindInvalid, Reason: ReasonRefused},
		codes.Unauthenticated:   {Kind: errs.KindUnauthenticated, Reason: "UNAUTHENTICATED"},
		codes.Unimplemented:     {Kind: errs.KindInternal, Reason: ReasonUnknownRPC},
		codes.ResourceExhausted: {Kind: errs.KindExhausted, Reason: ReasonTooLarge},
	} {
		err := FromError(status.Error(code, "x"))
		if errs.KindOf(err) != want.Kind || errs.ReasonOf(err) != want.Reason || !errs.Base().Has(want.Reason) {
			t.Errorf("%v: got %v", code, err)
		}
	}
	if FromError(nil) != nil || ToStatus(nil, errs.Catalogue{}, "") != nil {
		t.Error("nil became an error")
	}
}

func TestClientSeesContextErrorsAsTheyAre(t *testing.T) {
	if err := FromError(status.Error(codes.Canceled, "gone")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestInvalidBytesCostNoDetails(t *testing.T) {
	st := ToStatus(errs.Invalid("BAD_SHARE", "share %q", "\xff").With("max", "\xff").At("a\xff"), catalogue(t), "")
	if len(st.Details()) != 3 {
		t.Errorf("details %v", st.Details())
	}
	if _, err := status.FromProto(st.Proto()).WithDetails(&errdetails.DebugInfo{}); err != nil {
		t.Error(err)
	}
}

func TestLongFieldListsAreCut(t *testing.T) {
	e := errs.Invalid("BAD_SHARE", "many")
	for i := range 2 * maxFields {
		e = e.At(fmt.Sprintf("rows[%d]", i))
	}
	got, _ := errs.As(FromError(ToStatus(e, catalogue(t), "").Err()))
	if len(got.Fields) != maxFields {
		t.Errorf("%d fields", len(got.Fields))
	}
}
