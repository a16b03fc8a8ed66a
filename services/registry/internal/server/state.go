package server

import (
	"slices"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/authz"
	"pacesetter/pkg/month"
	"pacesetter/pkg/statehash"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/events"
	"pacesetter/services/registry/internal/registry"
	"pacesetter/services/registry/internal/store"
)

// StreamState implements registryv1.StateServiceServer.
func (s *Server) StreamState(req *registryv1.StreamStateRequest, out grpc.ServerStreamingServer[registryv1.StreamStateResponse]) error {
	ctx := out.Context()
	if !s.table.Allows(authn.PrincipalOf(ctx), authz.StateStream, nil, "") {
		return s.table.Forbidden(authz.StateStream)
	}
	sender := stateSender{out, req.GetWithPayload()}
	switch req.GetEntity() {
	case "unit":
		return s.store.StreamUnits(ctx, req.GetAfterId(), req.GetIds(), func(units []store.DatedUnit) error {
			return send(sender, units, unitState)
		})
	case "project":
		return s.store.StreamProjects(ctx, registry.ProjectID(req.GetAfterId()), projectIDs(req.GetIds()), func(projects []registry.Project) error {
			return send(sender, projects, projectState)
		})
	case "report":
		want := store.ReportStream{
			After: reportKey(req.GetAfterId()), Only: reportKeys(req.GetIds()), Year: int(req.GetYear()), Whole: req.GetWithPayload(),
		}
		return s.store.StreamReports(ctx, want, func(reports []registry.Report) error {
			return send(sender, reports, reportState)
		})
	}
	return store.EntityUnknown(req.GetEntity())
}

// stateSender sends batches, with payloads where they were asked for.
type stateSender struct {
	out         grpc.ServerStreamingServer[registryv1.StreamStateResponse]
	withPayload bool
}

// state is an aggregate as it is told: what is hashed, and its event's payload.
type state struct {
	id      string
	version int64
	facts   proto.Message
	payload proto.Message
	known   time.Time
}

func unitState(u store.DatedUnit) state {
	return state{u.Code, u.Version, events.UnitFacts(u.Unit), &registryv1.UnitChanged{Unit: events.Unit(u.Unit)}, u.Updated}
}

func projectState(p registry.Project) state {
	return state{string(p.ID), p.Version, events.ProjectFacts(p), &registryv1.ProjectChanged{Project: events.Project(p)}, p.Updated}
}

func reportState(r registry.Report) state {
	told := state{id: events.ReportID(r), version: r.Version, facts: events.ReportFacts(r), payload: events.Report(r)}
	if r.Accepted != nil {
		told.known = r.Accepted.AcceptTime
	}
	return told
}

// send sends a batch in answers small enough for any client's limit.
func send[T any](s stateSender, batch []T, of func(T) state) error {
	const most = 500
	for chunk := range slices.Chunk(batch, most) {
		resp := &registryv1.StreamStateResponse{Aggregates: make([]*registryv1.AggregateState, 0, len(chunk))}
		for _, one := range chunk {
			told, err := s.aggregate(of(one))
			if err != nil {
				return err
			}
			resp.Aggregates = append(resp.Aggregates, told)
		}
		if err := s.out.Send(resp); err != nil {
			return err
		}
	}
	return nil
}

func (s stateSender) aggregate(st state) (*registryv1.AggregateState, error) {
	told := &registryv1.AggregateState{Id: st.id, Version: st.version, Hash: statehash.Of(st.facts), RecordTime: events.Time(st.known)}
	if !s.withPayload {
		return told, nil
	}
	var err error
	told.Payload, err = proto.MarshalOptions{Deterministic: true}.Marshal(st.payload)
	return told, err
}

func projectIDs(texts []string) []registry.ProjectID {
	ids := make([]registry.ProjectID, len(texts))
	for i, text := range texts {
		ids[i] = registry.ProjectID(text)
	}
	return ids
}

// reportKey reads "<project>/<YYYY-MM>"; text that is none stands for the beginning.
func reportKey(id string) store.ReportKey {
	project, monthText, _ := strings.Cut(id, "/")
	m, err := month.Parse(monthText)
	if err != nil {
		return store.ReportKey{}
	}
	return store.ReportKey{Project: registry.ProjectID(project), Month: m}
}

func reportKeys(ids []string) []store.ReportKey {
	keys := make([]store.ReportKey, len(ids))
	for i, id := range ids {
		keys[i] = reportKey(id)
	}
	return keys
}
