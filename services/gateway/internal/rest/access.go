package rest

import (
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// AccessLog writes one line and one measurement per request.
type AccessLog struct {
	log      *slog.Logger
	now      func() time.Time
	duration *prometheus.HistogramVec
}

// NewAccessLog measures into r.
func NewAccessLog(log *slog.Logger, r prometheus.Registerer, now func() time.Time) *AccessLog {
	a := &AccessLog{log: log, now: now, duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "pacesetter_gateway_request_duration_seconds",
		Help:    "Time that HTTP requests took, by method, route and status.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
	}, []string{"method", "route", "status"})}
	r.MustRegister(a.duration)
	return a
}

// Log observes next.
func (a *AccessLog) Log(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, seen := a.now(), &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(seen, r)
		took := a.now().Sub(start)
		route := RouteOf(r)
		a.duration.WithLabelValues(method(r), route, strconv.Itoa(seen.status)).Observe(took.Seconds())
		a.log.LogAttrs(r.Context(), levelOf(route, seen.status), "request",
			slog.String("method", r.Method), slog.String("route", route), slog.Int("status", seen.status),
			slog.Float64("duration_ms", float64(took.Microseconds())/1000))
	})
}

func levelOf(route string, status int) slog.Level {
	switch {
	case status >= http.StatusInternalServerError:
		return slog.LevelWarn
	case route == "/":
		return slog.LevelDebug // assets
	default:
		return slog.LevelInfo
	}
}

func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions:
		return r.Method
	default:
		return "other" // a label must not grow with what strangers send
	}
}

// RouteOf names the kind of a request, without the IDs in its path.
func RouteOf(r *http.Request) string {
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch {
	case parts[0] == "auth" && len(parts) == 2:
		return known(parts[1], "/auth/", "login", "callback", "logout")
	case len(parts) >= 3 && parts[0] == "api":
		noun, _, _ := strings.Cut(parts[2], ":")
		return known(noun, "/api/v1/",
			"units", "projects", "people", "departments", "responsibilities", "grants", "imports", "sheets", "due", "months", "reports",
			"rollups", "rankings", "indicators", "cutoffs", "targets", "exports", "prints", "validate", "honesty", "audit",
			"calendars", "work", "policies", "session", "openapi.yaml")
	default:
		return "/"
	}
}

func known(name, prefix string, names ...string) string {
	for _, n := range names {
		if n == name {
			return prefix + n
		}
	}
	return prefix + "other"
}

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter

	status int
}

// WriteHeader implements http.ResponseWriter.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController flush.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
