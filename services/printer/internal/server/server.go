// Package server answers the printer's call: it looks the kind up, lets the browser
// print and hands the file out in pieces. Who may see what is on it is for the services
// that the page asks.
package server

import (
	"context"
	_ "embed" // the sentences
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"pacesetter/pkg/errs"
	"pacesetter/pkg/shares"
	printerv1 "pacesetter/proto/pacesetter/printer/v1"
	"pacesetter/services/printer/internal/printer"
)

//go:embed zh-CN.json
var sentences []byte

// Catalogue holds the Chinese sentences of the printer's own reasons. It panics if the
// embedded file is broken, which a test excludes.
func Catalogue() errs.Catalogue {
	c, err := errs.ParseCatalogue(sentences)
	if err != nil {
		panic(err)
	}
	return errs.Base().Merge(c)
}

// comeBack is when a refused person may try again: most files take a few seconds.
const comeBack = 5 * time.Second

// PrintFunc makes a file of a page of the console.
type PrintFunc func(ctx context.Context, page printer.Page, ticket string) (printer.PDF, error)

// Server implements printerv1.PrinterServiceServer.
type Server struct {
	printerv1.UnimplementedPrinterServiceServer

	file   PrintFunc
	people *shares.Shares
	now    func() time.Time
	took   *prometheus.HistogramVec
}

// New makes a Server that lets each person have perPerson prints at once, and measures into r.
func New(file PrintFunc, perPerson int, now func() time.Time, r prometheus.Registerer) *Server {
	s := &Server{file: file, people: shares.New(perPerson), now: now, took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "pacesetter_printer_print_duration_seconds",
		Help:    "Time that PDF files took, by kind and what became of them: the reason of a refusal, or OK.",
		Buckets: []float64{.5, 1, 2, 4, 8, 15, 30, 60},
	}, []string{"kind", "outcome"})}
	r.MustRegister(s.took)
	return s
}

// pieceSize is what one message carries.
const pieceSize = 256 << 10

// Print implements printerv1.PrinterServiceServer.
func (s *Server) Print(req *printerv1.PrintRequest, stream printerv1.PrinterService_PrintServer) error {
	page, err := printer.PageOf(req.GetKind(), req.GetParameters())
	if err != nil {
		return err
	}
	start := s.now()
	pdf, err := s.print(stream.Context(), page, req.GetTicket())
	s.took.WithLabelValues(req.GetKind(), outcome(err)).Observe(s.now().Sub(start).Seconds())
	if err != nil {
		return err
	}
	return send(stream, pdf)
}

// print makes the file in its turn. Who asks is whom the call's own token names: what the
// ticket says is sealed, and the gateway's matter.
func (s *Server) print(ctx context.Context, page printer.Page, ticket string) (printer.PDF, error) {
	who := callerOf(ctx)
	done, ok := s.people.Take(who)
	if !ok {
		return printer.PDF{}, errs.Exhausted("PRINTS_TOO_MANY", "%s has %d prints under way", who, s.people.Most()).
			With("limit", strconv.Itoa(s.people.Most())).RetryIn(comeBack)
	}
	defer done()
	return s.file(ctx, page, ticket)
}

func outcome(err error) string {
	if err == nil {
		return "OK"
	}
	if e, ours := errs.As(err); ours {
		return e.Reason
	}
	return "CANCELED"
}

func send(stream printerv1.PrinterService_PrintServer, pdf printer.PDF) error {
	piece := &printerv1.PrintResponse{FileName: pdf.FileName(), Pages: int32(pdf.Pages())} //nolint:gosec // G115: bounded by the limit of pages
	for content := range slices.Chunk(pdf.Content, pieceSize) {
		piece.Content = content
		if err := stream.Send(piece); err != nil {
			return err
		}
		piece = &printerv1.PrintResponse{}
	}
	return nil
}
