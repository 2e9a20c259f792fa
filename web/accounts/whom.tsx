// Whom a budget or a policy is for: the organization, a project, a key, or a member where that is asked about. Sets nothing.
import { useQuery } from "@tanstack/react-query";
import { client } from "../client.ts";

interface WhomProps {
  id: string;
  value: string;
  members?: boolean;
  onChange: (whom: string) => void;
}

export function WhomSelect({ id, value, members = false, onChange }: WhomProps) {
  const keys = useQuery({ queryKey: ["keys"], queryFn: () => client.call("keys.list") }).data?.data ?? [];
  const projects = useQuery({ queryKey: ["projects"], queryFn: () => client.call("projects.list") }).data?.data ?? [];
  return (
    <select id={id} className="field" value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="organization">The whole organization</option>
      {projects.map((project) => (
        <option key={project.id} value={`project:${project.id}`}>
          Project “{project.name}”
        </option>
      ))}
      {members && <option value="member">A member…</option>}
      {keys
        .filter((key) => key.revokedAt === null)
        .map((key) => (
          <option key={key.id} value={`key:${key.id}`}>
            Key “{key.name}” {key.hint}
          </option>
        ))}
    </select>
  );
}
