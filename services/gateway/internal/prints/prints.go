// Package prints has pages of the console printed: it asks the printer in the name of
// whoever asks the gateway, and hands its file on. Which pages there are is the
// printer's, what may be on them the services' to say.
package prints

import (
	"context"
	"net/http"
	"strings"
	"time"

	"pacesetter/pkg/errs"
	printerv1 "pacesetter/proto/pacesetter/printer/v1"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/gateway/internal/download"
	"pacesetter/services/gateway/internal/rest"
)

// longest is how long a file may take: as long as its ticket lives.
const longest = 2 * time.Minute

// Tickets makes tickets for whoever asks, each for one print.
type Tickets interface {
	Ticket(ctx context.Context, kind string, parameters map[string]string) (string, error)
}

// Desk takes orders for prints.
type Desk struct {
	Printer  printerv1.PrinterServiceClient // nil where there is none
	Projects registryv1.ProjectServiceClient
	Tickets  Tickets
	Failures *rest.ErrorWriter
}

// Handler answers GET /api/v1/prints/{kind}.pdf. HEAD starts no browser.
func (d Desk) Handler() http.Handler {
	return rest.GetOnly(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), longest)
		defer cancel()
		stream, first, err := d.order(ctx, r)
		if err != nil {
			d.Failures.Write(ctx, w, err)
			return
		}
		download.Stream(w, "application/pdf", first, stream)
	})
}

// order asks the printer, once it is sure that the caller may have the print at all.
func (d Desk) order(ctx context.Context, r *http.Request) (printerv1.PrinterService_PrintClient, *printerv1.PrintResponse, error) {
	kind, isPDF := strings.CutSuffix(r.PathValue("file"), ".pdf")
	if !isPDF {
		return nil, nil, errs.NotFound("ROUTE_UNKNOWN", "%s is no .pdf", r.PathValue("file"))
	}
	if d.Printer == nil {
		return nil, nil, errs.Precondition("PRINTER_NOT_INSTALLED", "no printer is configured")
	}
	parameters, err := parametersOf(r)
	if err != nil {
		return nil, nil, err
	}
	if err := d.mayHave(ctx, kind, parameters); err != nil {
		return nil, nil, err
	}
	ticket, err := d.Tickets.Ticket(ctx, kind, parameters)
	if err != nil {
		return nil, nil, err
	}
	stream, err := d.Printer.Print(ctx, &printerv1.PrintRequest{Kind: kind, Parameters: parameters, Ticket: ticket})
	if err != nil {
		return nil, nil, err
	}
	first, err := stream.Recv()
	return stream, first, err
}

// parametersOf takes each parameter once.
func parametersOf(r *http.Request) (map[string]string, error) {
	parameters := map[string]string{}
	for name, values := range r.URL.Query() {
		if len(values) != 1 {
			return nil, rest.QueryInvalid(name)
		}
		parameters[name] = values[0]
	}
	return parameters, nil
}

// mayHave spares a browser for a project that the caller does not see. The other prints
// show what the caller sees, and their pages say what they are refused.
func (d Desk) mayHave(ctx context.Context, kind string, parameters map[string]string) error {
	if kind != "project" || parameters["id"] == "" {
		return nil
	}
	_, err := d.Projects.GetProject(ctx, &registryv1.GetProjectRequest{Id: parameters["id"]})
	return err
}
