package rest

import (
	"context"
	"net/http"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"pacesetter/pkg/errs"
)

// HeaderKey is the header that makes a write safe to retry. Browsers send it to
// other sites only after a preflight, which we never answer: it stops cross-site
// requests too.
const HeaderKey = "Idempotency-Key"

type keyOfContext struct{}

// RequireKey lets a write pass only with a UUID in Idempotency-Key.
func RequireKey(errors *ErrorWriter, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !IsWrite(r) {
			next.ServeHTTP(w, r)
			return
		}
		key, err := parseKey(r.Header.Get(HeaderKey))
		if err != nil {
			errors.Write(r.Context(), w, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), keyOfContext{}, key)))
	})
}

// KeyOf is the key of a write that RequireKey let pass; empty for anything else.
func KeyOf(ctx context.Context) string {
	key, _ := ctx.Value(keyOfContext{}).(string)
	return key
}

func parseKey(text string) (string, error) {
	if text == "" {
		return "", errs.Invalid("REQUEST_ID_REQUIRED", "header %s is missing", HeaderKey).At(HeaderKey)
	}
	key, err := uuid.Parse(text)
	if err != nil {
		return "", errs.Invalid("REQUEST_ID_INVALID", "header %s is no UUID", HeaderKey).At(HeaderKey)
	}
	return key.String(), nil
}

// FillRequestID puts the header's key into requests that have a request_id and
// none yet.
func FillRequestID() grpc.UnaryClientInterceptor {
	return func(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
		key, given := ctx.Value(keyOfContext{}).(string)
		if message, ok := req.(proto.Message); given && ok {
			fill(message.ProtoReflect(), key)
		}
		return invoke(ctx, method, req, reply, cc, opts...)
	}
}

func fill(message protoreflect.Message, key string) {
	field := message.Descriptor().Fields().ByName("request_id")
	if field != nil && field.Kind() == protoreflect.StringKind && message.Get(field).String() == "" {
		message.Set(field, protoreflect.ValueOfString(key))
	}
}
