import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { create, toJsonString } from "@bufbuild/protobuf";
import type { QueryKey } from "@tanstack/react-query";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { UnitService } from "../gen/pacesetter/registry/v1/unit_pb";
import { newRequestId, read } from "./client";
import type { ApiError } from "./errors";

/** The key of a read: its method and its request. */
export function keyOf<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  input: MessageInitShape<I>,
): QueryKey {
  return [method.name, toJsonString(method.input, create(method.input, input))];
}

/**
 * Reads and keeps the old rows while newer ones are on their way. Where reading
 * again fails, what is shown stays; error is set only where there is nothing to show.
 */
export function useRead<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  input: MessageInitShape<I>,
  enabled = true,
) {
  const query = useQuery<MessageShape<O>, ApiError>({
    queryKey: keyOf(method, input),
    queryFn: ({ signal }) => read(method, input, signal),
    enabled,
    placeholderData: keepPreviousData,
    structuralSharing: false,
  });
  return { ...query, error: query.data ? null : query.error, outdated: query.isRefetchError };
}

const LASTING = new Set<unknown>(["session", "first-month", UnitService.method.listUnits.name]);

/** After a write everything that may show it is read again. */
export function useRefresh(): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ predicate: (query) => !LASTING.has(query.queryKey[0]) });
}

/**
 * Gives one request ID for one intent: the same while the content is the same, so
 * that pressing the button again after a lost answer does nothing twice.
 */
export function useRequestId(): (content: string) => string {
  const last = useRef({ content: "", id: "" });
  return (content) => {
    if (last.current.id === "" || last.current.content !== content) {
      last.current = { content, id: newRequestId() };
    }
    return last.current.id;
  };
}
