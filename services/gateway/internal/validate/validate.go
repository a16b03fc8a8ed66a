// Package validate answers whether codes are right, to whoever asks: the rules are public
// standards, and there are no data behind them.
package validate

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"pacesetter/pkg/codecheck"
	"pacesetter/pkg/errs"
	"pacesetter/services/gateway/internal/rest"
)

// most is how many codes may be asked about at once, and longest how many bytes one has.
const (
	most    = 100
	longest = 256
)

// answer has a verdict for each code, in their order.
type answer struct {
	Results []codecheck.Verdict `json:"results"`
}

// Handler answers GET /api/v1/validate/{kind}?code=…&code=…: kind is project-code, uscc,
// region or industry. It fails with VALIDATOR_UNKNOWN, CODES_MISSING, CODES_TOO_MANY and
// CODE_TOO_LONG; a code that is wrong is an answer, no failure.
func Handler(failures *rest.ErrorWriter) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		results, err := verdicts(r.PathValue("kind"), r.URL.Query()["code"])
		if err != nil {
			failures.Write(r.Context(), w, err)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_ = json.NewEncoder(w).Encode(answer{results})
	})
}

func verdicts(kind string, codes []string) ([]codecheck.Verdict, error) {
	switch {
	case len(codes) == 0:
		return nil, errs.Invalid("CODES_MISSING", "no code").At("code")
	case len(codes) > most:
		return nil, errs.Invalid("CODES_TOO_MANY", "%d codes", len(codes)).With("limit", strconv.Itoa(most)).At("code")
	}
	all := make([]codecheck.Verdict, len(codes))
	for i, code := range codes {
		if len(code) > longest {
			return nil, errs.Invalid("CODE_TOO_LONG", "code %d has %d bytes", i+1, len(code)).With("limit", strconv.Itoa(longest)).At("code")
		}
		v, known := codecheck.Check(kind, code)
		if !known {
			return nil, errs.NotFound("VALIDATOR_UNKNOWN", "no validator %.40q", kind).With("known", strings.Join(codecheck.Kinds(), "、"))
		}
		all[i] = v
	}
	return all, nil
}
