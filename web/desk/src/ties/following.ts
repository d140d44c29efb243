// Beginning and ending to follow a conversation.
import type { Id } from '@ombud/shared/api';
import { follow, unfollow, type FollowerList } from '@ombud/shared/ties';
import { toast } from '@ombud/ui/toast';
import type { Desk } from '../desk';
import { problemText, textNow } from '../text';

/** Whether it was done; says so when it was not. */
export const change = async (desk: Desk, id: Id, work: Promise<FollowerList>): Promise<boolean> => {
  try {
    desk.conversation(id).ties.followers.set((await work).followers);
    return true;
  } catch (error) {
    toast(problemText(textNow(), error), 'danger');
    return false;
  }
};

/** I begin to follow it, or no longer do. */
export async function turnFollowing(desk: Desk, id: Id): Promise<void> {
  const { ties } = desk.conversation(id);
  if (ties.followers.get() === null) await ties.loadFollowers();
  const mine = ties.followers.get()?.some((each) => each.id === desk.me.id) ?? false;
  if (await change(desk, id, (mine ? unfollow : follow)(desk.http, id))) toast(textNow()(mine ? 'followers.ended' : 'followers.begun'));
}
