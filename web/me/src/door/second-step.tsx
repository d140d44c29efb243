// The second step of a sign-in: whatever the person has, or a code by mail where the device is new.
import { answerSecondFactor, passkeyChallenge, type SecondFactor, type SignIn as Answer } from '@ombud/shared/account';
import { Entrance } from '@ombud/ui/entrance';
import { Prove } from '@ombud/ui/prove';
import type { Begun } from '../kept';
import { door } from '../session';
import { CodeForm } from './code-form';
import { LostFactor } from './lost-factor';
import type { Still } from './sign-in';
import { useText } from './text';

interface SecondStepProps {
  begun: Begun;
  keep: (begun: Begun) => void;
  still: Still;
  take: (answer: Answer) => Promise<void>;
  back: () => void;
}

export function SecondStep({ begun, keep, still, take, back }: SecondStepProps) {
  const text = useText();
  const ticket = begun.ticket!;
  const give = async (factor: SecondFactor) => take(await still(answerSecondFactor(door, ticket, factor)));
  const lose = (statement?: string) => keep({ ...begun, statement });
  if (begun.statement !== undefined) return <LostFactor begun={begun} statement={begun.statement} change={lose} back={() => lose()} />;
  const mailed = begun.next === 'email_code';
  return (
    <Entrance title={text(mailed ? 'second.email_code_title' : 'second.title')}>
      <p>{mailed ? text('second.email_code_why', { email: begun.masked_email ?? '' }) : text('second.why')}</p>
      {mailed ? (
        <CodeForm give={(email_code) => give({ email_code })} label={text('sign_in.act')} />
      ) : (
        <Prove methods={begun.methods} challenge={() => still(passkeyChallenge(door, ticket))} prove={give} label={text('sign_in.act')} />
      )}
      <ul className="other-ways">
        {!mailed && (
          <li>
            <button type="button" className="link" onClick={() => lose('')}>
              {text('second.lost')}
            </button>
          </li>
        )}
        <li>
          <button type="button" className="link" onClick={back}>
            {text('second.back')}
          </button>
        </li>
      </ul>
    </Entrance>
  );
}
