package rest

import (
	"context"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
)

// maxBuckets bounds the memory of a Limiter; beyond it all start afresh.
const maxBuckets = 10_000

// Limiter lets each principal make so many requests a second.
type Limiter struct {
	perSecond rate.Limit
	burst     int
	now       func() time.Time

	mu      sync.Mutex
	buckets map[string]*rate.Limiter
}

// NewLimiter allows perSecond requests a second, twice as many at once.
func NewLimiter(perSecond int, now func() time.Time) *Limiter {
	return &Limiter{perSecond: rate.Limit(perSecond), burst: 2 * perSecond, now: now, buckets: map[string]*rate.Limiter{}}
}

func (l *Limiter) allow(principal string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	bucket, known := l.buckets[principal]
	if !known {
		if len(l.buckets) >= maxBuckets {
			clear(l.buckets)
		}
		bucket = rate.NewLimiter(l.perSecond, l.burst)
		l.buckets[principal] = bucket
	}
	return bucket.AllowN(l.now(), 1)
}

// Limit refuses what goes beyond with RATE_LIMITED and says when to come back.
func (l *Limiter) Limit(errors *ErrorWriter, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !l.allow(principalID(r.Context())) {
			errors.Write(r.Context(), w, errs.Exhausted("RATE_LIMITED", "too many requests").RetryIn(time.Second))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func principalID(ctx context.Context) string { return authn.PrincipalOf(ctx).ID }

// maxBody is the most that a service takes as one message.
const maxBody = 16 << 20

// LimitBody refuses bodies that no service would take with MESSAGE_TOO_LARGE,
// before the gateway holds them in memory. One that doesn't tell its length is cut
// off, and cannot be read.
func LimitBody(errors *ErrorWriter, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > maxBody {
			errors.Write(r.Context(), w, errs.Invalid("MESSAGE_TOO_LARGE", "body of %d bytes, at most %d are taken", r.ContentLength, maxBody))
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next.ServeHTTP(w, r)
	})
}
