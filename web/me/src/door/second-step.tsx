// The second step of a sign-in: whatever the person has, or a code by mail where the device is new.
import { useState } from 'react';
import { answerSecondFactor, passkeyChallenge, type SecondFactor, type SignIn as Answer } from '@ombud/shared/account';
import { Entrance } from '@ombud/ui/entrance';
import { Prove } from '@ombud/ui/prove';
import { door } from '../session';
import { CodeForm } from './code-form';
import { LostFactor } from './lost-factor';
import { useText } from './text';

interface SecondStepProps {
  answer: Answer;
  take: (answer: Answer) => Promise<void>;
  back: () => void;
}

export function SecondStep({ answer, take, back }: SecondStepProps) {
  const text = useText();
  const [lost, setLost] = useState(false);
  const ticket = answer.ticket!;
  const give = async (factor: SecondFactor) => take(await answerSecondFactor(door, ticket, factor));
  if (lost) return <LostFactor ticket={ticket} back={() => setLost(false)} />;
  const mailed = answer.next === 'email_code';
  return (
    <Entrance title={text(mailed ? 'second.email_code_title' : 'second.title')}>
      <p>{mailed ? text('second.email_code_why', { email: answer.masked_email ?? '' }) : text('second.why')}</p>
      {mailed ? (
        <CodeForm give={(email_code) => give({ email_code })} label={text('sign_in.act')} />
      ) : (
        <Prove methods={answer.methods} challenge={() => passkeyChallenge(door, ticket)} prove={give} label={text('sign_in.act')} />
      )}
      <ul className="other-ways">
        {!mailed && (
          <li>
            <button type="button" className="link" onClick={() => setLost(true)}>
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
