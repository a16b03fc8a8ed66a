package rest

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/grpc-ecosystem/grpc-gateway/v2/utilities"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"pacesetter/pkg/errs"
)

// strictQuery refuses parameters that the request does not have: a filter with a
// slip of the pen must not answer as if there were none.
type strictQuery struct{ runtime.DefaultQueryParser }

// Parse implements runtime.QueryParameterParser.
func (q *strictQuery) Parse(target proto.Message, values url.Values, filter *utilities.DoubleArray) error {
	names := slices.Sorted(maps.Keys(values))
	for _, name := range names {
		if fieldOf(target, name) == nil {
			return queryError{name}
		}
	}
	if err := q.DefaultQueryParser.Parse(target, values, filter); err != nil {
		return queryError{q.culprit(target, names, values, filter)}
	}
	return nil
}

// fieldOf is the field that a parameter's first part names, in either spelling.
func fieldOf(target proto.Message, name string) protoreflect.FieldDescriptor {
	first, _, _ := strings.Cut(name, ".")
	first, _, _ = strings.Cut(first, "[")
	fields := target.ProtoReflect().Descriptor().Fields()
	if f := fields.ByName(protoreflect.Name(first)); f != nil {
		return f
	}
	return fields.ByJSONName(first)
}

// culprit finds the parameter that can't be read even alone; where each can, two of
// them say the same thing, in both spellings.
func (q *strictQuery) culprit(target proto.Message, names []string, values url.Values, filter *utilities.DoubleArray) string {
	for _, name := range names {
		alone := target.ProtoReflect().New().Interface()
		if q.DefaultQueryParser.Parse(alone, url.Values{name: values[name]}, filter) != nil {
			return name
		}
	}
	for _, name := range names {
		if f := fieldOf(target, name); name != string(f.Name()) && values.Has(string(f.Name())) {
			return name
		}
	}
	return names[0]
}

// queryError names the parameter at fault. The generated code passes on its text alone.
type queryError struct{ name string }

const queryMark = "query parameter "

func (f queryError) Error() string { return queryMark + strconv.Quote(f.name) }

// queryErrorIn finds a queryError again in the text of what the mux made of it.
func queryErrorIn(err error) (string, bool) {
	quoted, ours := strings.CutPrefix(status.Convert(err).Message(), queryMark)
	name, unquoted := strconv.Unquote(quoted)
	return name, ours && unquoted == nil
}

// QueryInvalid refuses a query parameter that there is not, or that can't be read.
func QueryInvalid(name string) *errs.Error {
	name = strings.ToValidUTF8(name, "\uFFFD")
	return errs.Invalid("QUERY_INVALID", "parameter %q is unknown or cannot be read", name).With("name", name).At(name)
}

// ReadQuery fills target from an address's parameters where no mux does, as strictly.
// It fails with QUERY_INVALID.
func ReadQuery(target proto.Message, values url.Values) error {
	err := (&strictQuery{}).Parse(target, values, utilities.NewDoubleArray(nil))
	if wrong := (queryError{}); errors.As(err, &wrong) {
		return QueryInvalid(wrong.name)
	}
	return err
}

// RequireText refuses addresses whose path or parameters are no UTF-8, which no
// message could carry to a service, with BODY_INVALID and QUERY_INVALID.
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
			return QueryInvalid(name)
		}
	}
	return nil
}
