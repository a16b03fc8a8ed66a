package server

import (
	"pacesetter/pkg/industry"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/services/registry/internal/registry"
)

// toTags are tags in the domain's words; the domain judges them.
func toTags(texts []string) []registry.Tag {
	var tags []registry.Tag
	for _, text := range texts {
		tags = append(tags, registry.Tag(text))
	}
	return tags
}

// retagged is a project with the tags that an edit states; one that states none keeps them.
func (s *Server) retagged(a access, p registry.Project, stated *registryv1.ProjectTags) (registry.Project, error) {
	if stated == nil {
		return p, nil
	}
	after, err := p.WithTags(toTags(stated.GetTags()), s.tagPolicy(a, p))
	return after, at(err, "tags")
}

// tagPolicy is what a project's tags are judged by: its unit is that of its latest year.
func (s *Server) tagPolicy(a access, p registry.Project) registry.TagPolicy {
	latest := registry.Year{}
	if n := len(p.Years); n > 0 {
		latest = p.Years[n-1]
	}
	return registry.Policy{Tags: s.tags, Tree: a.tree}.TagPolicy(latest.Year, latest.Unit)
}

// tagSystems are systems of tags on the wire.
func tagSystems(systems []industry.System) []*registryv1.TagSystem {
	var out []*registryv1.TagSystem
	for _, s := range systems {
		told := &registryv1.TagSystem{Key: s.Key, Name: s.Name, Multiple: s.Multiple}
		for _, t := range s.Tags {
			told.Values = append(told.Values, &registryv1.TagValue{Key: t.Key, Name: t.Name})
		}
		out = append(out, told)
	}
	return out
}
