import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { EditionDoor } from '../api/editions.ts'

/**
 * The words searched for behind a door. Kept in memory until the session ends, not in the address: the browser writes
 * addresses to the disk, and what somebody looks for can be as secret as what they find.
 */
export function useSearchText(door: EditionDoor): [text: string, setText: (text: string) => void] {
  const client = useQueryClient()
  const queryKey = ['search-text', door]
  const { data } = useQuery({ queryKey, queryFn: () => '', initialData: '', staleTime: Infinity, gcTime: Infinity })
  return [data, text => client.setQueryData(queryKey, text)]
}
