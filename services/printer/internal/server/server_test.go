package server_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/test/bufconn"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/errs/errgrpc"
	printerv1 "pacesetter/proto/pacesetter/printer/v1"
	"pacesetter/services/printer/internal/printer"
	"pacesetter/services/printer/internal/server"
)

// connect serves the calls in memory, with a browser that prints by file.
func connect(t *testing.T, file server.PrintFunc) printerv1.PrinterServiceClient {
	t.Helper()
	srv := grpc.NewServer(grpc.ChainStreamInterceptor(errgrpc.StreamServer(server.Catalogue(), slog.New(slog.DiscardHandler)), named))
	printerv1.RegisterPrinterServiceServer(srv, server.New(file, 1, time.Now, prometheus.NewRegistry()))
	listener := bufconn.Listen(1 << 20)
	go func() { _ = srv.Serve(listener) }() // Stop ends it
	conn, err := grpc.NewClient("passthrough:///printer",
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }),
		grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithStreamInterceptor(errgrpc.StreamClient()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = conn.Close()
		srv.Stop()
	})
	return printerv1.NewPrinterServiceClient(conn)
}

// named believes whoever says who they are.
func named(srv any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, next grpc.StreamHandler) error {
	who := strings.Join(metadata.ValueFromIncomingContext(stream.Context(), "who"), "")
	return next(srv, &callers{ServerStream: stream, ctx: authn.WithPrincipal(stream.Context(), authn.Principal{ID: who})})
}

type callers struct {
	grpc.ServerStream
	ctx context.Context //nolint:containedctx // the only way to hand a context to a stream's handler
}

// Context implements grpc.ServerStream.
func (c *callers) Context() context.Context { return c.ctx }

func TestAFileComesInPieces(t *testing.T) {
	content := bytes.Repeat([]byte("/Type /Page\n"), 50_000)
	c := connect(t, func(_ context.Context, page printer.Page, ticket string) (printer.PDF, error) {
		if page.Address != "/print/list?unit=sd" || ticket != "the.ticket" {
			t.Errorf("prints %v for %q", page, ticket)
		}
		return printer.PDF{Title: "清单", Content: content}, nil
	})
	stream, err := c.Print(t.Context(), &printerv1.PrintRequest{Kind: "list", Parameters: map[string]string{"unit": "sd"}, Ticket: "the.ticket"})
	if err != nil {
		t.Fatal(err)
	}
	var whole []byte
	var names []string
	for {
		piece, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		whole, names = append(whole, piece.GetContent()...), append(names, piece.GetFileName())
	}
	if !bytes.Equal(whole, content) || strings.Join(names, ",") != "清单.pdf,," {
		t.Errorf("%d bytes, called %q", len(whole), names)
	}
}

func TestWhatIsRefusedHasNoPieces(t *testing.T) {
	c := connect(t, func(context.Context, printer.Page, string) (printer.PDF, error) {
		return printer.PDF{}, errs.NotFound("PRINT_REFUSED", "refused").With("message", "没有这个项目。")
	})
	for kind, want := range map[string]string{"list": "PRINT_REFUSED", "admin": "PRINT_KIND_UNKNOWN"} {
		stream, err := c.Print(t.Context(), &printerv1.PrintRequest{Kind: kind})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := stream.Recv(); errs.ReasonOf(err) != want || errs.KindOf(err) != errs.KindNotFound {
			t.Errorf("%s: %v, want %s", kind, err, want)
		}
	}
}

// TestEveryReasonHasItsSentence reads the sources: what they refuse with must be known.
func TestEveryReasonHasItsSentence(t *testing.T) {
	files, err := filepath.Glob("../*/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	reasons := regexp.MustCompile(`"(PRINT[A-Z]*_[A-Z_]+)"`)
	found := map[string]bool{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range reasons.FindAllStringSubmatch(string(text), -1) {
			found[m[1]] = true
		}
	}
	params := map[string]string{"known": "x", "name": "x", "message": "x", "limit": "x"}
	for reason := range found {
		if got := server.Catalogue().Sentence(reason, params); got == server.Catalogue().Sentence("NO_SUCH", params) || strings.Contains(got, "{") {
			t.Errorf("%s has no sentence: %q", reason, got)
		}
	}
	if len(found) < 8 {
		t.Errorf("found only %v", found)
	}
}

// TestOneAtATimeForEachPerson: whoever has a print under way gets no second browser;
// others do, and it ends with the print, however that ended.
func TestOneAtATimeForEachPerson(t *testing.T) {
	began, end := make(chan struct{}), make(chan error)
	c := connect(t, func(context.Context, printer.Page, string) (printer.PDF, error) {
		began <- struct{}{}
		return printer.PDF{Title: "清单", Content: []byte("%PDF-")}, <-end
	})
	begin := func(who string) chan error {
		done := make(chan error, 1)
		go func() {
			stream, err := c.Print(metadata.AppendToOutgoingContext(t.Context(), "who", who), &printerv1.PrintRequest{Kind: "list"})
			if err == nil {
				_, err = stream.Recv()
			}
			done <- err
		}()
		return done
	}
	first := begin("li")
	<-began
	second := begin("li")
	var err error
	select {
	case err = <-second:
	case <-began:
		close(end)
		t.Fatal("one person has two browsers")
	}
	refused, ours := errs.As(err)
	if !ours || refused.Reason != "PRINTS_TOO_MANY" || refused.Kind != errs.KindExhausted || refused.RetryAfter <= 0 {
		t.Fatalf("a second print of the same person: %v", err)
	}
	other := begin("wang")
	<-began
	end <- nil
	end <- errors.New("broken")
	if failed := errors.Join(<-first, <-other); failed == nil {
		t.Error("one of them was to fail")
	}
	for _, who := range []string{"li", "wang"} {
		again := begin(who)
		<-began
		end <- nil
		if err := <-again; err != nil {
			t.Errorf("%s prints again: %v", who, err)
		}
	}
}
