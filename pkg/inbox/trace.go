package inbox

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// maxLinks keeps a span of a thousand events small.
const maxLinks = 64

// startSpan begins the span of a batch. A batch that comes from one trace
// continues it; one that comes from several is linked to them.
func startSpan(ctx context.Context, name string, items []item) (context.Context, trace.Span) {
	options := []trace.SpanStartOption{
		trace.WithSpanKind(trace.SpanKindConsumer),
		trace.WithAttributes(attribute.String("messaging.system", "kafka"), attribute.Int("messaging.batch.message_count", len(items))),
	}
	origins := originsOf(items)
	if len(origins) == 1 {
		ctx = trace.ContextWithRemoteSpanContext(ctx, origins[0])
	} else {
		for _, o := range origins {
			options = append(options, trace.WithLinks(trace.Link{SpanContext: o}))
		}
	}
	return otel.Tracer("pacesetter/pkg/inbox").Start(ctx, name+" apply", options...) //nolint:spancheck // the caller ends it
}

// originsOf returns the places in traces that the events come from, each once.
func originsOf(items []item) []trace.SpanContext {
	seen := map[string]bool{"": true}
	var origins []trace.SpanContext
	for _, it := range items {
		parent := it.event.traceparent
		if seen[parent] || len(origins) == maxLinks {
			continue
		}
		seen[parent] = true
		carrier := propagation.MapCarrier{"traceparent": parent}
		origin := trace.SpanContextFromContext(propagation.TraceContext{}.Extract(context.Background(), carrier))
		if origin.IsValid() {
			origins = append(origins, origin)
		}
	}
	return origins
}
