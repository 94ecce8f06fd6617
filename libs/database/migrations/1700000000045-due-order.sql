-- What is due is taken in the order of urgency, then of age (`LedgerRepository.take`): from an index that has it in that order, so that taking a
-- hundred rows of half a million sorts none of them.
drop index hub.delivery_waiting;
create index delivery_waiting on hub.delivery (channel, array_position(array['EMERGENCY', 'PRIORITY', 'ROUTINE'], urgency), due_at) where state = 'QUEUED';
