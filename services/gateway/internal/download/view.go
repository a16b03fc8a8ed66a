package download

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	"pacesetter/pkg/industry"
	"pacesetter/pkg/tabular"
	"pacesetter/pkg/wording"
	statisticsv1 "pacesetter/proto/pacesetter/statistics/v1"
	"pacesetter/services/gateway/internal/rest"
)

// Renewer gives a fresh token for calls of a request that outlives one.
type Renewer interface {
	Renew(ctx context.Context) (string, error)
}

// Views asks statistics and the registry for what people look at, and makes files of it.
type Views struct {
	Statistics statisticsv1.StatisticsServiceClient
	Indicators statisticsv1.IndicatorServiceClient
	Cutoffs    statisticsv1.CutoffServiceClient
	Targets    statisticsv1.TargetServiceClient
	Register   Register
	Renewer    Renewer
	Failures   *rest.ErrorWriter
	Tags       industry.Tags // what tags are called
	Places     *Places
}

// view asks for one view. It has asked at least once when it returns, so that what is
// refused is refused before a file begins.
type view func(ctx context.Context, of string, query url.Values) (tabular.Table, error)

// Handler answers GET /api/v1/exports/{view}/{of}?…&format=csv|xlsx: view is rollups,
// rankings, targets, projects (behind a figure) or register (the list of projects, of - for
// all that the caller sees) of a unit, or restatements of a cut-off. The other parameters
// are those of the read whose answer it writes down. It fails with EXPORTS_TOO_MANY while all
// places are taken, with EXPORTS_UNDER_WAY while the caller has its share of them.
func (v Views) Handler() http.Handler {
	views := map[string]view{
		"rollups": v.rollup, "rankings": v.ranking, "targets": v.targets,
		"projects": v.projects, "register": v.register, "restatements": v.restatements,
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), longest)
		defer cancel()
		name := r.PathValue("view")
		asked, known := views[name]
		if !known {
			v.Failures.Write(ctx, w, errs.NotFound("VIEW_UNKNOWN", "no view %q", name).With("value", name))
			return
		}
		outcome := brokenOff // unless it is known better: sending ends with a panic
		defer func() { v.Places.count(name, outcome) }()
		if err := v.export(ctx, w, r, asked); err != nil {
			if r.Context().Err() == nil { // or nobody is there to be refused
				outcome = errs.ReasonOf(err)
			}
			v.Failures.Write(ctx, w, err)
			return
		}
		outcome = "OK"
	})
}

// export makes the file of a view in a place of its own. What it fails with is told before
// the first byte.
func (v Views) export(ctx context.Context, w http.ResponseWriter, r *http.Request, asked view) error {
	query := r.URL.Query()
	format, err := tabular.ParseFormat(query.Get("format"))
	if err != nil {
		return err
	}
	query.Del("format")
	leave, err := v.Places.take(ctx)
	if err != nil {
		return err
	}
	defer leave()
	table, err := asked(ctx, r.PathValue("of"), query)
	if err != nil {
		return err
	}
	return v.hand(ctx, w, r, table, format)
}

// hand makes the file whole before its first byte is sent: what fails on a later page is
// refused in words as on the first. Who takes it too slowly loses it when ctx ends, and with it
// the place.
func (v Views) hand(ctx context.Context, w http.ResponseWriter, r *http.Request, table tabular.Table, format tabular.Format) error {
	var whole draft
	defer whole.close()
	if r.Method != http.MethodHead { // which takes no file
		if err := table.Write(&whole, format); err != nil {
			return err
		}
		w.Header().Set("Content-Length", strconv.FormatInt(whole.size, 10)) // who gets less knows that it broke off
	}
	header(w, format.ContentType(), table.Name+"."+string(format))
	out := http.NewResponseController(w)
	if ends, limited := ctx.Deadline(); limited {
		_ = out.SetWriteDeadline(ends) // which only a connection has
	}
	if whole.sendTo(w) != nil || out.Flush() != nil {
		panic(http.ErrAbortHandler) // nobody shall take half a file for one
	}
	_ = out.SetWriteDeadline(time.Time{}) // the connection's next answer is another's
	return nil
}

// readAll fills a request whose pages are not the caller's matter: a file has all rows.
func readAll(request proto.Message, query url.Values) error {
	for _, name := range []string{"page_size", "page_token", "pageSize", "pageToken"} {
		if query.Has(name) {
			return rest.QueryInvalid(name)
		}
	}
	return rest.ReadQuery(request, query)
}

// perPage is the most that a service tells at once.
const perPage = 500

// page is one answer to a list: its rows and the token of the next.
type page[R any] struct {
	rows []R
	next string
}

// renewing gives the context of a call that may come long after the request: pages follow
// each other for longer than a token lives, and each is asked for with one that holds.
func (v Views) renewing(ctx context.Context) func() (context.Context, error) {
	return func() (context.Context, error) {
		token, err := v.Renewer.Renew(ctx)
		return authn.WithBearer(ctx, token), err
	}
}

// following are the rows of the first page and of all that follow.
func following[R any](fresh func() (context.Context, error), first page[R], ask func(ctx context.Context, token string) (page[R], error)) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		for p := first; ; {
			for _, row := range p.rows {
				if !yield(row, nil) {
					return
				}
			}
			if p.next == "" {
				return
			}
			ctx, err := fresh()
			if err == nil {
				p, err = ask(ctx, p.next)
			}
			if err != nil {
				var none R
				yield(none, err)
				return
			}
		}
	}
}

// asOf says how fresh figures are: frozen, or counted until a moment.
func asOf(counted *timestamppb.Timestamp, cutoff string) string {
	switch {
	case cutoff != "" && counted != nil:
		return "定稿 " + cutoff + "，截至 " + moment(counted)
	case cutoff != "":
		return "定稿 " + cutoff
	case counted != nil:
		return "截至 " + moment(counted)
	}
	return "尚无数据"
}

func moment(t *timestamppb.Timestamp) string {
	if t == nil {
		return ""
	}
	return wording.Moment(t.AsTime())
}

// narrowed are the filters of a view in words.
func narrowed(values ...string) string {
	text := ""
	for _, value := range values {
		if value != "" {
			text += " " + wording.Value(value)
		}
	}
	return text
}

// join puts rows after each other.
func join(head []tabular.Cell, tail ...tabular.Cell) []tabular.Cell {
	return slices.Concat(head, tail)
}
