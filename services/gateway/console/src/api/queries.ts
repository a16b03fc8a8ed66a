import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { create, toJsonString } from "@bufbuild/protobuf";
import type { QueryKey } from "@tanstack/react-query";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { newRequestId, read } from "./client";
import type { ApiError } from "./errors";

/** The key of a read: its method and its request. */
export function keyOf<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  input: MessageInitShape<I>,
): QueryKey {
  return [method.name, toJsonString(method.input, create(method.input, input))];
}

/** Reads and keeps the old rows while newer ones are on their way. */
export function useRead<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  input: MessageInitShape<I>,
  enabled = true,
) {
  return useQuery<MessageShape<O>, ApiError>({
    queryKey: keyOf(method, input),
    queryFn: ({ signal }) => read(method, input, signal),
    enabled,
    placeholderData: keepPreviousData,
    structuralSharing: false,
  });
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
