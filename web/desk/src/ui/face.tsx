// A person as a small round: initials on their own tint, the name told to screen readers where nobody else says it.
import { initials, tint } from '../names';

interface FaceProps {
  id: string;
  name: string;
  /** Set when the name does not stand beside it. */
  named?: boolean;
  size?: 'small' | 'medium';
}

export function Face({ id, name, named = false, size = 'medium' }: FaceProps) {
  return (
    <span
      className="face"
      data-tint={tint(id)}
      data-size={size}
      title={named ? name : undefined}
      {...(named ? { role: 'img', 'aria-label': name } : { 'aria-hidden': true })}
    >
      {initials(name)}
    </span>
  );
}
