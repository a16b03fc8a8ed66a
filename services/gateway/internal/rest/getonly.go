package rest

import "net/http"

// GetOnly refuses HEAD, which comes with GET, with 405: for answers of which nothing is known
// before the work for them has begun, as of files and streams.
func GetOnly(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			w.Header().Set("Allow", http.MethodGet)
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		next(w, r)
	})
}
