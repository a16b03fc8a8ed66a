package rest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/grpc-ecosystem/grpc-gateway/v2/utilities"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"pacesetter/pkg/errs"
)

// strictQuery refuses parameters that the request does not have: a filter with a
// slip of the pen must not answer as if there were none.
type strictQuery struct{ runtime.DefaultQueryParser }

// Parse implements runtime.QueryParameterParser.
func (q *strictQuery) Parse(target proto.Message, values url.Values, filter *utilities.DoubleArray) error {
	fields := target.ProtoReflect().Descriptor().Fields()
	for name := range values {
		first, _, _ := strings.Cut(name, ".")
		if fields.ByName(protoreflect.Name(first)) == nil && fields.ByJSONName(first) == nil {
			return fmt.Errorf("unknown parameter %q", name)
		}
	}
	return q.DefaultQueryParser.Parse(target, values, filter)
}

// RequireText refuses addresses whose path or parameters are no UTF-8, which no
// message could carry to a service, with BODY_INVALID.
func RequireText(errors *ErrorWriter, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := checkText(r.URL); err != nil {
			errors.Write(r.Context(), w, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func checkText(address *url.URL) error {
	if !utf8.ValidString(address.Path) {
		return errs.Invalid("BODY_INVALID", "path is not UTF-8").At("path")
	}
	for name, values := range address.Query() {
		if !utf8.ValidString(name + " " + strings.Join(values, " ")) { // apart: two halves of a letter are none
			return errs.Invalid("BODY_INVALID", "parameter %q is not UTF-8", name).At(strings.ToValidUTF8(name, "\uFFFD"))
		}
	}
	return nil
}
