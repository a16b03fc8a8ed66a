import type { ReactNode } from "react";

interface PanelProps {
  title: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
}

/** A titled part of a page; panels stand beside one another, never inside. */
export function Panel({ title, extra, children }: PanelProps) {
  return (
    <section className="panel">
      <header>
        <h2>{title}</h2>
        {extra && <div className="extra">{extra}</div>}
      </header>
      <div className="body">{children}</div>
    </section>
  );
}
