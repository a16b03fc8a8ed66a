package launch

import (
	"context"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// lostTopic tells whether the service has a database of an earlier start but
// the broker knows nothing of its topic: it is a new broker, or an emptied one.
func (p *Platform) lostTopic(ctx context.Context, s service) (bool, error) {
	if s.topic == "" {
		return false, nil
	}
	known, err := p.hasDatabase(ctx, s)
	if err != nil || !known {
		return false, err
	}
	there, err := hasTopic(ctx, p.plan.brokers, s.topic)
	if err != nil {
		return false, fmt.Errorf("look for topic %s: %w", s.topic, err)
	}
	return !there, nil
}

func hasTopic(ctx context.Context, brokers []string, name string) (bool, error) {
	client, err := kgo.NewClient(kgo.SeedBrokers(brokers...))
	if err != nil {
		return false, err
	}
	defer client.Close()
	topic := kmsg.NewMetadataRequestTopic()
	topic.Topic = kmsg.StringPtr(name)
	req := kmsg.NewPtrMetadataRequest()
	req.Topics = append(req.Topics, topic)
	resp, err := req.RequestWith(ctx, client)
	if err != nil {
		return false, err
	}
	return kerr.ErrorForCode(resp.Topics[0].ErrorCode) == nil, nil
}
